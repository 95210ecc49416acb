"""Which sites wrap addresses, shorten them, or follow people by them: the tables behind `engine.addresses.wrapped`."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One way of wrapping: which sites do it, under which beginning of a path, and in which parts of the query.

    A site that begins with a dot stands for every site below it.
    """

    sites: tuple[str, ...]
    parts: tuple[str, ...]
    path: str = "/"


WRAPPERS = (
    # filters of mail and chat; theirs carry the address of the person who received it
    Wrapper((".protection.outlook.com", ".protection.partner.outlook.cn", ".protection.office365.us"), ("url",)),
    Wrapper(("outlook.office.com", "outlook.office365.com"), ("url",), "/mail/safelink.html"),
    Wrapper(("outlook.live.com", "outlook.office.com", "outlook.office365.com"), ("url",), "/owa/redir.aspx"),
    Wrapper(("scanmail.trustwave.com", ".edgepilot.com", "edgepilot.com"), ("u",)),
    Wrapper(("statics.teams.cdn.office.net",), ("url",), "/evergreen-assets/safelinks/"),
    Wrapper(("linkprotect.cudasvc.com",), ("a",), "/url"),
    Wrapper(("urldefense.proofpoint.com",), ("u",), "/v1/url"),
    Wrapper(("clicktime.symantec.com", "protect.fireeye.com", "protect2.fireeye.com"), ("u",)),
    Wrapper((".trendmicro.com",), ("url",), "/wis/clicktime/"),
    Wrapper(("slack-redir.net",), ("url",), "/link"),
    # apps and sites, for what leads away from them
    Wrapper(
        (
            "l.facebook.com",
            "lm.facebook.com",
            "l.messenger.com",
            "l.wl.co",
            "l.threads.net",
            "l.threads.com",
            "l.instagram.com",
        ),
        ("u",),
    ),
    Wrapper(("facebook.com", ".facebook.com"), ("u",), "/l.php"),
    Wrapper(("facebook.com", ".facebook.com"), ("u",), "/flx/warn"),
    Wrapper(("youtube.com", ".youtube.com"), ("q",), "/redirect"),
    Wrapper(("out.reddit.com",), ("url",)),
    Wrapper(("linkedin.com", ".linkedin.com"), ("url",), "/safety/go"),
    Wrapper(("linkedin.com", ".linkedin.com"), ("url",), "/redir/redirect"),
    Wrapper(("tiktok.com", ".tiktok.com"), ("target",), "/link/v2"),
    Wrapper(("pinterest.com", ".pinterest.com"), ("url",), "/offsite"),
    Wrapper(("t.umblr.com",), ("z",), "/redirect"),
    Wrapper(("steamcommunity.com",), ("url", "u"), "/linkfilter"),
    Wrapper(("vk.com", ".vk.com"), ("to",), "/away.php"),
    # search engines
    Wrapper(("duckduckgo.com",), ("uddg",), "/l/"),
    Wrapper(("google.*",), ("q", "url"), "/url"),
)
GOOGLE = re.compile(r"(www\.)?google\.(com?\.)?[a-z]{2,3}")
"""What `google.*` stands for: Google under the name of each country."""
FILTERS = (
    ".protection.outlook.com",
    ".protection.partner.outlook.cn",
    ".protection.office365.us",
    "linkprotect.cudasvc.com",
    "scanmail.trustwave.com",
    "edgepilot.com",
    "urldefense.proofpoint.com",
    "urldefense.com",
    "urldefense.us",
    "clicktime.symantec.com",
    ".fireeye.com",
    ".trendmicro.com",
    ".protection.sophos.com",
    "secure-web.cisco.com",
)
"""Filters of mail, whose wrappers name the person who received the message."""
SHORT = frozenset(
    (
        "t.co",
        "bit.ly",
        "bitly.com",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "buff.ly",
        "is.gd",
        "lnkd.in",
        "fb.me",
        "dlvr.it",
        "rebrand.ly",
        "cutt.ly",
        "tiny.cc",
        "shorturl.at",
        "rb.gy",
        "t.ly",
        "vm.tiktok.com",
        "vt.tiktok.com",
        "pin.it",
        "share.google",
        "search.app",
    )
)
SHORTENING = (".mimecastprotect.com", ".mimecast.com")
TRACKING = re.compile(
    "utm_.+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|igsh|igshid|mibextid|mc_[ce]id|yclid|twclid|ttclid|li_fat_id"
    r"|_hsenc|_hsmi|mkt_tok|__tn__|__cft__\[\d+\]|__xts__.*",
    re.IGNORECASE,
)
"""What follows people from site to site and never says which page is meant."""
TRACKING_ON = {
    "youtube.com": ("si", "feature"),
    "youtu.be": ("si", "feature"),
    "open.spotify.com": ("si",),
    "x.com": ("s", "t", "ref_src", "ref_url"),
    "twitter.com": ("s", "t", "ref_src", "ref_url"),
    "tiktok.com": ("_t", "_r", "is_from_webapp", "sender_device"),
    "facebook.com": ("rdid",),
    "reddit.com": ("share_id",),
}
"""The same by site, where the short name means something else on another."""
