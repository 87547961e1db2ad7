"""The keys of an organisation's output.

A master key wraps the keys that are used, which lie in `key.json` at the top of the output folder. The master is never
there: it is in a file of its own with mode 0600 (made at set-up), in the environment, in the system's keyring, or is
printed by a command that asks a key management service.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
import shlex
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseline.ground.errors import CaselineError
from caseline.ground.extras import require_extra
from caseline.ground.settings import Workspace
from caseline.ground.written import write_whole

KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPED = "key.json"
REKEYED = ".rekeyed-"
"""What a file under other keys is called until those are the ones in use: then the name of the key for data."""
KEY, KEY_COMMAND, KEY_KEYRING, KEY_FILE = (
    "CASELINE_KEY",
    "CASELINE_KEY_COMMAND",
    "CASELINE_KEY_KEYRING",
    "CASELINE_KEY_FILE",
)
"""Variables of which at most one says where the master key is; without any it is in a file of the user's."""
COMMAND_SECONDS = 60


@dataclass(frozen=True)
class Keys:
    """The keys of one output folder, 32 bytes each."""

    folder: Path
    organization: str
    master_id: str
    encrypts: bool
    """Whether what Caseline writes below `folder` is encrypted."""
    data: bytes
    audit: bytes
    erasure: bytes


def keys_of(path: Path) -> Keys | None:
    """The keys of the output folder that `path` is or lies in; None where none of its folders has any.

    Raises CaselineError where the master key is missing or is another one.
    """
    folder = next((one for one in (path, *path.parents) if (one / WRAPPED).is_file()), None)
    if folder is None:
        return None
    state = (folder / WRAPPED).stat()
    return _read(folder, (state.st_mtime_ns, state.st_size, state.st_ino), tuple(map(os.environ.get, _VARIABLES)))


def set_up_keys(folder: Path, *, encrypts: bool) -> Keys:
    """The keys of an output folder, made where there are none yet, with a master key where there is none either."""
    if found := keys_of(folder):
        return found
    organization = folder.name
    if is_in_file() and not key_file(organization).exists():
        write_masters(organization, [secrets.token_bytes(KEY_BYTES)])
    fresh = {name: secrets.token_bytes(KEY_BYTES) for name in _USED}
    return wrap(folder, organization, masters(organization)[0], encrypts=encrypts, **fresh)


def keys_of_workspace(place: Workspace) -> Keys:
    """The keys of an organisation's output, made where there are none yet: what is new is encrypted, and what lies
    there without encryption stays so until `caseline keys rotate`."""
    return set_up_keys(place.output, encrypts=not (place.warehouse.exists() or place.published.exists()))


def wrap(folder: Path, organization: str, master: bytes, *, encrypts: bool, **used: bytes) -> Keys:
    """Writes the keys that are used, wrapped with `master`."""
    folder.mkdir(parents=True, exist_ok=True)
    described = {"version": 1, "organization": organization, "master": key_id(master), "encrypts": encrypts}
    wrapped = {name: _text(sealed_bytes(used[name], master, name.encode())) for name in _USED}
    write_whole(folder / WRAPPED, (json.dumps(described | wrapped, indent=2) + "\n").encode())
    return Keys(folder, organization, key_id(master), encrypts, **used)


def masters(organization: str) -> list[bytes]:
    """The master keys there are, the one in use first and then former ones. Raises CaselineError where none is."""
    named = [name for name in _VARIABLES if os.environ.get(name)]
    if len(named) > 1:
        raise CaselineError(f"{' and '.join(named)} are both set. Keep the one that says where the key is.")
    where, text = _from_variable(named[0]) if named else _from_file(key_file(organization))
    keys = [_key(word, where) for word in text.split()]
    if not keys:
        raise CaselineError(f"There is no key in {where}.")
    return keys


def write_masters(organization: str, keys: list[bytes]) -> Path:
    """Writes the file of master keys with mode 0600. Raises CaselineError where keys are kept elsewhere."""
    if named := [name for name in _ELSEWHERE if os.environ.get(name)]:
        raise CaselineError(f"The key is where {named[0]} says: change it there.")
    path = key_file(organization)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, "".join(_text(key) + "\n" for key in keys).encode())
    return path


def is_in_file() -> bool:
    """Whether the master key is in a file that Caseline may write."""
    return not any(os.environ.get(name) for name in _ELSEWHERE)


def new_master() -> str:
    """A master key as it is written."""
    return _text(secrets.token_bytes(KEY_BYTES))


def key_file(organization: str) -> Path:
    """Where the master key is, or will be, where it is in a file."""
    named = os.environ.get(KEY_FILE)
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(named) if named else Path(config) / "caseline" / f"{organization}.key"


def key_id(key: bytes) -> str:
    """What a key is called; it says nothing of the key."""
    return hashlib.sha256(b"caseline key id" + key).hexdigest()[:12]


def sealed_bytes(plain: bytes, key: bytes, purpose: bytes) -> bytes:
    """AES-256-GCM: a random nonce of 12 bytes, then what it encrypts with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose)


def opened_bytes(sealed: bytes, key: bytes, purpose: bytes) -> bytes:
    """The reverse. Raises ValueError where it was sealed with another key, for another purpose, or was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose)
    except InvalidTag:
        raise ValueError("sealed with another key, or changed") from None


_VARIABLES = (KEY, KEY_COMMAND, KEY_KEYRING, KEY_FILE)
_ELSEWHERE = (KEY, KEY_COMMAND, KEY_KEYRING)
_USED = ("data", "audit", "erasure")


@lru_cache(maxsize=64)
def _read(folder: Path, state: tuple[int, ...], environment: tuple[str | None, ...]) -> Keys:
    path = folder / WRAPPED
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        organization, master_id, encrypts = str(read["organization"]), str(read["master"]), bool(read["encrypts"])
        wrapped = {name: base64.urlsafe_b64decode(read[name]) for name in _USED}
    except (OSError, ValueError, KeyError, TypeError):
        raise CaselineError(f"{path} cannot be read. Bring it back from a backup: without it no key fits.") from None
    found = {key_id(key): key for key in masters(organization)}
    if master_id not in found:
        raise CaselineError(
            f"{folder} is locked with the key {master_id}, and the key given is {', '.join(found)}. "
            f"Give the right one: {_places(organization)}"
        )
    try:
        used = {name: opened_bytes(text, found[master_id], name.encode()) for name, text in wrapped.items()}
    except ValueError:
        raise CaselineError(f"{path} was changed. Bring it back from a backup: without it no key fits.") from None
    return Keys(folder, organization, master_id, encrypts, **used)


def _places(organization: str) -> str:
    return f"in {key_file(organization)}, or by one of {', '.join(_VARIABLES)}."


def _from_file(path: Path) -> tuple[str, str]:
    try:
        if path.stat().st_mode & 0o077:
            raise CaselineError(f"Others can read {path}, which holds a key. Mend it: chmod 600 {path}")
        return str(path), path.read_text(encoding="utf-8")
    except OSError:
        raise CaselineError(
            f"The key is missing: there is no readable file {path}. Bring it back from where you keep it, or say where "
            f"the key is by one of {', '.join(_VARIABLES)}. What is locked with it cannot be read without it."
        ) from None


def _from_variable(name: str) -> tuple[str, str]:
    value = os.environ[name]
    if name == KEY:
        return name, value
    if name == KEY_FILE:
        return _from_file(Path(value))
    if name == KEY_COMMAND:
        return f"what the command of {name} prints", _printed(value)
    require_extra("keyring", "keyring")
    import keyring

    service, _, user = value.partition(":")
    return f"the keyring ({name}={value})", keyring.get_password(service, user or "caseline") or ""


@lru_cache(maxsize=4)
def _printed(command: str) -> str:
    """What it prints, asked once a process. What it says on failure is not passed on: it may hold the key."""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=COMMAND_SECONDS, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CaselineError(f"The command of {KEY_COMMAND} gave no key ({type(error).__name__}).") from None
    return done.stdout


def _key(word: str, where: str) -> bytes:
    try:
        key = base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise CaselineError(
            f"What stands in {where} is no key: 32 random bytes in base64, such as `caseline keys new`."
        )
    return key


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()
