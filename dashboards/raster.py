"""Pixels of an SVG, drawn in a process of its own.

The renderer holds Python's lock for as long as it draws, two seconds for a page at print
resolution: in the server's own process nobody else would be answered meanwhile. Run as a script,
this file is that process: it reads an SVG and writes a PNG, and needs nothing of the suite.
"""

import struct
import subprocess
import sys
import zlib

SANS = "Liberation Sans"  # where a machine has none of the family: Debian has it
LONGEST = 120  # seconds
INCH_MM = 25.4


def pixels(svg: str, across: int) -> bytes:
    """The SVG as a PNG, `across` pixels wide, on white.

    The same SVG gives the same bytes. Raises RuntimeError with the renderer's last words where it
    draws nothing, and subprocess.TimeoutExpired where it takes longer than LONGEST.
    """
    # Without -P the folder of this file would stand first where modules are looked for, and its
    # html.py before Python's own.
    command = [sys.executable, "-P", __file__, str(across)]
    done = subprocess.run(command, input=svg.encode(), capture_output=True, timeout=LONGEST)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RuntimeError(said[-1] if said else f"ended with {done.returncode}")
    return done.stdout


def with_dpi(png: bytes, dpi: int) -> bytes:
    """The PNG with the dots to the inch for which it was drawn, after its header (33 bytes)."""
    metre = round(dpi / INCH_MM * 1_000)
    body = b"pHYs" + struct.pack(">IIB", metre, metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


def _draw(across: int) -> None:
    import resvg_py

    drawn = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        width=across,
        background="#FFFFFF",
        dpi=96.0,
        sans_serif_family=SANS,
    )
    sys.stdout.buffer.write(bytes(drawn))


if __name__ == "__main__":
    _draw(int(sys.argv[1]))
