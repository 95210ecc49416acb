import typst

open("/tmp/t.typ", "w").write(r"""#context [#repr(dictionary(pdf))] """)
b = typst.compile("/tmp/t.typ", format="svg")
import re

print(re.findall(r"attach|header|cell|table|artifact|data", b.decode())[:20])
