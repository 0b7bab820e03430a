"""Runs in the virtual machine: checks files under a mount against a model.

Three files are written, mapped, cloned, punched, truncated and renamed at random, and after each operation what was
touched is read again and compared with what an ideal filesystem would hold. Mappings stay open from one operation to the
next, as a database's do.
"""
import ctypes
import errno
import fcntl
import mmap
import os
import random
import signal
import struct

PAGE = os.sysconf('SC_PAGE_SIZE')
LARGEST = 24 * PAGE
NAMES = ('a', 'b', 'c')
FICLONERANGE = 0x4020940D
KEEP_SIZE, PUNCH_HOLE, ZERO_RANGE = 1, 2, 16
AT_FDCWD, STATX_SIZE = -100, 256
STATX_ATTR_DAX = 0x200000
FSGETXATTR, FSSETXATTR = 0x801C581F, 0x401C5820
XFLAG_DAX, XFLAG_RTINHERIT = 0x8000, 0x100
LIBC = ctypes.CDLL(None, use_errno=True)


class Wrong(Exception):
    pass


def is_dax(path):
    """Whether accesses to the file use DAX now (STATX_ATTR_DAX)."""
    buffer = ctypes.create_string_buffer(256)
    if LIBC.statx(AT_FDCWD, os.fsencode(path), 0, STATX_SIZE, buffer):
        raise OSError(ctypes.get_errno(), 'statx ' + path)
    return bool(struct.unpack_from('=Q', buffer.raw, 8)[0] & STATX_ATTR_DAX)


def change_flags(path, on, off=0):
    """Sets and clears inode flags as `xfs_io -c chattr` does; an OSError where the filesystem has no such flag."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        attributes = bytearray(28)
        fcntl.ioctl(descriptor, FSGETXATTR, attributes)
        flags = struct.unpack_from('=I', attributes)[0]
        struct.pack_into('=I', attributes, 0, flags & ~off | on)
        fcntl.ioctl(descriptor, FSSETXATTR, bytes(attributes))
    finally:
        os.close(descriptor)


class Files:
    """The files of a directory, and what they must hold."""

    def __init__(self, directory, seed, clone):
        self.directory = directory
        self.random = random.Random(seed)
        self.clone = clone
        self.model = {name: bytearray() for name in NAMES}
        self.mappings = {}
        self.done = []
        os.makedirs(directory, exist_ok=True)
        for name in NAMES:
            os.close(os.open(self.path(name), os.O_RDWR | os.O_CREAT | os.O_TRUNC))

    def path(self, name):
        return os.path.join(self.directory, name)

    def descriptor(self, name):
        return os.open(self.path(name), os.O_RDWR)

    def part(self, name):
        """A range of what is in the file; None where it is empty."""
        size = len(self.model[name])
        if not size:
            return None
        start = self.random.randrange(size)
        return start, self.random.randint(1, min(size - start, 3 * PAGE))

    def bytes(self, length):
        return self.random.randbytes(16) * (length // 16) + self.random.randbytes(length % 16)

    # ------------------------------------------------------------------------------------------------- operations

    def write(self, name):
        start = self.random.randrange(LARGEST - 3 * PAGE)
        data = self.bytes(self.random.randint(1, 3 * PAGE))
        descriptor = self.descriptor(name)
        try:
            written = os.pwrite(descriptor, data, start)
        finally:
            os.close(descriptor)
        if written != len(data):
            raise OSError(errno.EIO, 'short write')
        model = self.model[name]
        if len(model) < start:
            model.extend(bytes(start - len(model)))
        model[start:start + len(data)] = data
        return name, start, len(data)

    def mapping(self, name):
        """A mapping of the whole file, kept until its size changes."""
        size = len(self.model[name])
        kept = self.mappings.get(name)
        if kept is None or kept[0] != size:
            self.unmap(name)
            descriptor = self.descriptor(name)
            kept = size, mmap.mmap(descriptor, size)
            os.close(descriptor)
            self.mappings[name] = kept
        return kept[1]

    def unmap(self, name):
        kept = self.mappings.pop(name, None)
        if kept:
            kept[1].close()

    def write_mapped(self, name):
        part = self.part(name)
        if part:
            start, length = part
            data = self.bytes(length)
            self.mapping(name)[start:start + length] = data
            self.model[name][start:start + length] = data
        return (name, *part) if part else None

    def read_mapped(self, name):
        part = self.part(name)
        if part:
            start, length = part
            self.compare(name, start, self.mapping(name)[start:start + length], 'a mapping')
        return None

    def clone_range(self, name):
        """Shares blocks of another file, or of another place of this one."""
        other = self.random.choice(NAMES)
        pages = len(self.model[other]) // PAGE
        if not self.clone or not pages:
            return None
        start = self.random.randrange(pages)
        count = self.random.randint(1, min(pages - start, 6))
        to = self.random.randrange(LARGEST // PAGE - count)
        if other == name and abs(to - start) < count:
            return None
        source, target = self.descriptor(other), self.descriptor(name)
        try:
            fcntl.ioctl(target, FICLONERANGE, struct.pack('=qQQQ', source, start * PAGE, count * PAGE, to * PAGE))
        except OSError as error:
            # Before 6.0 a file that uses DAX shares no blocks.
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                raise
            return None
        finally:
            os.close(source)
            os.close(target)
        data = bytes(self.model[other][start * PAGE:(start + count) * PAGE])
        model = self.model[name]
        if len(model) < to * PAGE:
            model.extend(bytes(to * PAGE - len(model)))
        model[to * PAGE:to * PAGE + len(data)] = data
        return name, to * PAGE, len(data)

    def fallocate(self, name, mode):
        part = self.part(name)
        if not part:
            return None
        descriptor = self.descriptor(name)
        done = LIBC.fallocate(descriptor, mode | KEEP_SIZE, ctypes.c_long(part[0]), ctypes.c_long(part[1]))
        error = ctypes.get_errno()
        os.close(descriptor)
        if done:
            # Filesystems without extents have neither.
            if error == errno.EOPNOTSUPP:
                return None
            raise OSError(error, 'fallocate')
        self.model[name][part[0]:sum(part)] = bytes(part[1])
        return (name, *part)

    def punch(self, name):
        return self.fallocate(name, PUNCH_HOLE)

    def zero(self, name):
        return self.fallocate(name, ZERO_RANGE)

    def truncate(self, name):
        size = self.random.randrange(LARGEST)
        self.unmap(name)
        os.truncate(self.path(name), size)
        model = self.model[name]
        del model[size:]
        model.extend(bytes(size - len(model)))
        return name, 0, size

    def rename(self, name):
        """Two files change places."""
        other = self.random.choice([one for one in NAMES if one != name])
        for old, new in ((name, 'x'), (other, name), ('x', other)):
            os.rename(self.path(old), self.path(new))
        self.model[name], self.model[other] = self.model[other], self.model[name]
        kept = {one: self.mappings.pop(one, None) for one in (name, other)}
        self.mappings.update({new: kept[old] for old, new in ((name, other), (other, name)) if kept[old]})
        return name, 0, len(self.model[name])

    def sync(self, name):
        descriptor = self.descriptor(name)
        os.fsync(descriptor)
        os.close(descriptor)

    OPERATIONS = ((write, 6), (write_mapped, 6), (read_mapped, 3), (clone_range, 5), (punch, 2), (zero, 1),
                  (truncate, 1), (rename, 1), (sync, 1))

    # --------------------------------------------------------------------------------------------------- comparing

    def compare(self, name, start, found, how):
        expected = self.model[name][start:start + len(found)]
        if found != expected:
            at = next(index for index in range(len(found)) if found[index] != expected[index])
            raise Wrong('%s differs at byte %d through %s after operation %d, %s' % (
                name, start + at, how, len(self.done), self.done[-1] if self.done else 'none'))

    def compare_all(self):
        for name in NAMES:
            with open(self.path(name), 'rb', buffering=0) as file:
                found = file.read(LARGEST * 2)
            if len(found) != len(self.model[name]):
                raise Wrong('%s is %d bytes long instead of %d' % (name, len(found), len(self.model[name])))
            self.compare(name, 0, found, 'read()')

    def work(self, count):
        operations = [one for one, _ in self.OPERATIONS]
        weights = [weight for _, weight in self.OPERATIONS]
        for number in range(count):
            operation = self.random.choices(operations, weights)[0]
            name = self.random.choice(NAMES)
            self.done.append(operation.__name__)
            touched = operation(self, name)
            if touched:
                with open(self.path(touched[0]), 'rb', buffering=0) as file:
                    file.seek(touched[1])
                    self.compare(touched[0], touched[1], file.read(touched[2]), 'read()')
            if number % 16 == 15:
                self.compare_all()
        self.compare_all()
        for name in NAMES:
            self.unmap(name)
            self.sync(name)


def check(directory, seed, count, clone=True):
    """(outcome, detail, what the files hold): in a process of its own, which a page fault may kill."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        outcome, held = ('ok', '%d operations' % count), {}
        files = None
        try:
            files = Files(directory, seed, clone)
            files.work(count)
            held = files.model
        except Wrong as wrong:
            outcome = 'corrupt', str(wrong)
        except OSError as error:
            outcome = 'error', '%s in %s, operation %d' % (
                errno.errorcode.get(error.errno, error.errno), files.done[-1] if files and files.done else 'open',
                len(files.done) if files else 0)
        with os.fdopen(writer, 'wb') as pipe:
            for text in (*outcome, *(bytes(held[name]).hex() for name in NAMES if held)):
                pipe.write(text.encode() + b'\n')
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, 'rb') as pipe:
        lines = pipe.read().decode().splitlines()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return 'error', signal.Signals(os.WTERMSIG(status)).name, {}
    if status or len(lines) < 2:
        return 'error', 'the check ended with status %d' % status, {}
    return lines[0], lines[1], dict(zip(NAMES, map(bytes.fromhex, lines[2:])))


def compare_with(directory, held):
    """The first file that does not hold what it held; None where all do."""
    for name, data in held.items():
        try:
            with open(os.path.join(directory, name), 'rb') as file:
                if file.read() != data:
                    return name + ' differs when it is read without dax'
        except OSError as error:
            return '%s: %s when it is read without dax' % (name, error.strerror)
    return None
