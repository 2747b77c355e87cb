"""Which numbers have been there in this run: a bit for each, as an export may have millions."""

PAGE = 4_096


class Seen:
    def __init__(self) -> None:
        self.pages: dict[int, int] = {}
        self.names: set[str] = set()

    def add(self, key: str) -> bool:
        """False when it has been there before."""
        if not key.isdecimal() or len(key) > 18:
            is_new = key not in self.names
            self.names.add(key)
            return is_new
        page, bit = divmod(int(key), PAGE)
        bits = self.pages.get(page, 0)
        self.pages[page] = bits | 1 << bit
        return not bits >> bit & 1

    def __contains__(self, key: str) -> bool:
        if not key.isdecimal() or len(key) > 18:
            return key in self.names
        page, bit = divmod(int(key), PAGE)
        return bool(self.pages.get(page, 0) >> bit & 1)
