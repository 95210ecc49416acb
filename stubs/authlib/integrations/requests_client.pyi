"""What `duecourse.openid.provider_client` uses of Authlib, which ships no types."""

from requests import Session

class OAuthError(Exception):
    error: str

class OAuth2Session(Session):
    def __init__(
        self,
        client_id: str,
        client_secret: str | None = ...,
        *,
        scope: str,
        redirect_uri: str,
        token_endpoint_auth_method: str,
        code_challenge_method: str,
        default_timeout: float,
    ) -> None: ...
    def create_authorization_url(self, url: str, state: str, code_verifier: str, **extra: str) -> tuple[str, str]: ...
    def fetch_token(self, url: str, *, code: str, grant_type: str, code_verifier: str) -> dict[str, object]: ...
