"""Seven bits a character, eight characters in seven octets: 3GPP TS 23.038, section 6.1.2.1."""


def fill_bits(header: int) -> int:
    """Empty bits after a header of so many octets (its length octet included), up to a septet.

    3GPP TS 23.040, section 9.2.3.24: the text begins on a septet's border.
    """
    return -header * 8 % 7


def pack(septets: bytes, *, fill: int = 0) -> bytes:
    """Septets (one an octet) close together, after ``fill`` empty bits."""
    if not 0 <= fill < 7:
        raise ValueError("between 0 and 6 fill bits")
    if not septets.isascii():
        raise ValueError("a septet is below 128")
    packed = bytearray()
    value, bits = 0, fill
    for septet in septets:
        value |= septet << bits
        bits += 7
        if bits >= 8:
            packed.append(value & 0xFF)
            value >>= 8
            bits -= 8
    if bits:
        packed.append(value)
    return bytes(packed)


def unpack(packed: bytes, *, fill: int = 0, count: int | None = None) -> bytes:
    """The septets, one an octet.

    Without their ``count`` a last septet of zero that begins on the last octet's last seven bits is
    taken for padding, not for "@": octets alone cannot tell the two apart.
    """
    if not 0 <= fill < 7:
        raise ValueError("between 0 and 6 fill bits")
    room = max(0, (len(packed) * 8 - fill) // 7)
    wanted = room if count is None else min(count, room)
    septets = bytearray()
    value, bits = 0, -fill
    for octet in packed:
        value |= octet << bits if bits >= 0 else octet >> -bits
        bits += 8
        while bits >= 7 and len(septets) < wanted:
            septets.append(value & 0x7F)
            value >>= 7
            bits -= 7
    if count is None and septets and not septets[-1] and (len(packed) * 8 - fill) % 7 == 0:
        del septets[-1]
    return bytes(septets)
