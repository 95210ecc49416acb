class Settings:
    def configure(self, **options: object) -> None: ...

settings: Settings
