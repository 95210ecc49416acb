"""Cases whose time for keeping is over: listed, kept on, disposed of by two people, certified."""
