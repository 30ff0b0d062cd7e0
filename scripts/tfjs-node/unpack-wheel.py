"""Takes out of a TensorFlow wheel what an addon in C++ needs: the two libraries and the headers.

    python3 unpack-wheel.py WHEEL SHA256 FOLDER

FOLDER gets `lib/` and `include/`, as libtensorflow's own archives have them. Nothing is written unless the wheel is the
expected one, byte for byte.
"""

import hashlib
import pathlib
import shutil
import sys
import zipfile

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = "tensorflow/include/"
# The C interface, and what its headers include in turn; the wheel's other headers are a hundred megabytes.
HEADER_FOLDERS = tuple(HEADERS + folder for folder in ("tensorflow/c/", "tensorflow/core/platform/", "tsl/"))


def main(wheel: str, expected: str, folder: str) -> None:
    digest = hashlib.sha256()
    with open(wheel, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != expected:
        sys.exit(f"{wheel}: expected SHA-256 {expected}, got {digest.hexdigest()}")
    target = pathlib.Path(folder)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for library in LIBRARIES:
            if library not in names:
                sys.exit(f"{wheel}: holds no {library}")
        for library in LIBRARIES:
            extract(archive, library, target / "lib" / pathlib.PurePosixPath(library).name)
        for name in names:
            if name.startswith(HEADER_FOLDERS) and not name.endswith("/"):
                extract(archive, name, target / "include" / name.removeprefix(HEADERS))


def extract(archive: zipfile.ZipFile, name: str, file: pathlib.Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, open(file, "wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
