"""Runs in the virtual machine: builds each stack, captures the host, asks every filesystem for DAX and measures.

lab.py FILE: reads a file of /share (lines NAME = STEPS : FILESYSTEMS, see `scenarios`) and leaves in /share/result for
each stack NAME.json, what was measured, and for each host a capture, which the .json of its stacks name. A stack that is
begun and has no result took the kernel down: NAME.begun is left of it, and the next run of the same file goes on behind it.
"""
import ctypes
import errno
import fcntl
import json
import mmap
import os
import re
import signal
import struct
import subprocess
import sys
import time

PAGE = os.sysconf('SC_PAGE_SIZE')
SECTOR = 512
# The scenarios are written for pages of 8 sectors; with larger ones everything in them is as much larger.
SCALE = PAGE // 4096
# Of one file: a large device is not filled.
MOST_PAGES = 5000 if SCALE == 1 else 1500
# Pages that are written in one go where nothing fails.
TOGETHER = 64
MNT = '/mnt'
SHARE = '/share'
RESULT = SHARE + '/result'
LEAVES = {'sector': 'pmem0s', 'fsdax1': 'pmem1', 'fsdax2': 'pmem2', 'raw': 'pmem3', 'e820': 'pmem5', 'virtio': 'pmem6',
          'ram0': 'ram0', 'ram1': 'ram1', 'loop0': 'loop0'}
EXT4 = ['mkfs.ext4', '-q', '-F', '-b']
# What every kernel since 4.14 mounts: without the features that newer xfsprogs turn on.
XFS = ['mkfs.xfs', '-q', '-f', '-K', '-i', 'nrext64=0,exchange=0', '-n', 'parent=0', '-b']
XFS_PLAIN = ['-m', 'reflink=0,rmapbt=0,bigtime=0,inobtcount=0']
MKFS = {
    'ext4': EXT4 + [str(PAGE), '-m', '0', '-O', '^has_journal'],
    'ext2': EXT4 + [str(PAGE), '-m', '0', '-O',
                    '^has_journal,^extent,^64bit,^metadata_csum,^flex_bg,^huge_file,^dir_nlink,^extra_isize'],
    'ext4-1k': EXT4 + ['1024', '-O', '^has_journal'],
    'ext4-inline': EXT4 + [str(PAGE), '-O', 'inline_data'],
    'xfs': XFS + ['size=%d' % PAGE] + XFS_PLAIN,
    'xfs-1k': XFS + ['size=1024'] + XFS_PLAIN,
    'xfs-reflink': XFS + ['size=%d' % PAGE, '-m', 'reflink=1,rmapbt=0,bigtime=0,inobtcount=0'],
}
# mkfs.xfs makes small filesystems only for a test suite.
ENVIRONMENT = dict(os.environ, DM_DISABLE_UDEV='1', TEST_DIR='1', TEST_DEV='1', QA_CHECK_FS='1')
# In emulation a program costs more than all that it does: what libc does is asked of libc.
LIBC = ctypes.CDLL(None, use_errno=True)
READ_AND_CLEAR = 4
PARTITIONS = re.compile(r'(\w+)\+ (.*)')


class Failed(Exception):
    pass


def run(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode:
        said = (done.stderr + done.stdout).strip().replace('\n', '; ')
        raise Failed('%s: %s' % (' '.join(command)[:200], said[-300:]))
    return done.stdout


def kernel_log():
    """What the kernel said since the last call."""
    text = ctypes.create_string_buffer(1 << 18)
    length = LIBC.klogctl(READ_AND_CLEAR, text, len(text))
    if length < 0:
        raise Failed('klogctl: ' + os.strerror(ctypes.get_errno()))
    lines = text.raw[:length].decode(errors='replace').splitlines()
    return [re.sub(r'^(<\d+>)?\[ *[\d.]+\] ', '', line) for line in lines]


def read(path):
    with open(path) as file:
        return file.read().strip()


# ---------------------------------------------------------------------------------------------------- building stacks

def scaled(word):
    """Sectors as they are written, for this page size: as many pages, and the same sectors beyond them."""
    if not word.isdigit() or len(word) > 10:
        return word
    sectors = int(word)
    return str(sectors // 8 * 8 * SCALE + sectors % 8)


def scaled_line(line):
    """A line of a dm table; a striped one of a length that its chunks divide."""
    words = [scaled(word) for word in line.split()]
    if SCALE > 1 and words[0] == '0' and words[2] == 'striped':
        whole = int(words[3]) * int(words[4])
        words[1] = str(int(words[1]) // whole * whole)
    return words


def drivers():
    """The leaves as the machine has them: raw namespaces, memmap=, virtio pmem; brd; a loop device over a file."""
    for module in ('nfit', 'nd_pmem', 'nd_btt', 'nd_e820', 'virtio_pmem', 'device_dax', 'dax_pmem', 'dm_mod', 'ext4',
                   'xfs', 'erofs'):
        subprocess.run(['modprobe', module], capture_output=True)
    run('modprobe', 'loop', 'max_loop=2')
    run('modprobe', 'brd', 'rd_nr=2', 'rd_size=%d' % (131072 * SCALE))
    # Only a PC has memory by memmap= and virtio pmem.
    last = '/dev/pmem6' if 'memmap=' in read('/proc/cmdline') else '/dev/pmem4'
    deadline = time.monotonic() + 30
    while not os.path.exists(last) and time.monotonic() < deadline:
        time.sleep(0.1)
    with open('/tmp/loop', 'wb') as file:
        file.truncate(128 * SCALE << 20)
    run('losetup', '/dev/loop0', '/tmp/loop')


def namespaces():
    """The NVDIMMs' namespaces in every mode: sector, fsdax, fsdax, raw, devdax."""
    for namespace, mode, more in (('namespace0.0', 'sector', ['-l', '512']), ('namespace1.0', 'fsdax', []),
                                  ('namespace2.0', 'fsdax', []), ('namespace4.0', 'devdax', [])):
        try:
            run('ndctl', 'create-namespace', '-f', '-e', namespace, '-m', mode, *more)
        except Failed as failed:
            print('lab:', failed)


class Host:
    """Stacks that are there at the same time, on one set of leaves."""

    def __init__(self):
        self.stacks = []
        self.partitions = []
        self.devices = {name: '/dev/' + device for name, device in LEAVES.items()}
        self.partitioned = []

    def partition(self, leaf, parts):
        disk = self.devices[leaf]
        self.partitioned.append(disk)
        text = 'label: dos\n' + ''.join('start=%s,size=%s\n' % tuple(scaled(number) for number in part.split(','))
                                         for part in parts.split())
        run('sfdisk', '-q', '--no-tell-kernel', disk, text=text)
        run('blockdev', '--rereadpt', disk)
        for number in range(1, len(parts.split()) + 1):
            node = disk + 'p%d' % number
            deadline = time.monotonic() + 10
            while not os.path.exists(node) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.devices[leaf + 'p%d' % number] = node

    def remove(self):
        for stack in reversed(self.stacks):
            for device in reversed(stack.loops):
                run('losetup', '-d', device)
        made = [name for stack in reversed(self.stacks) for name in reversed(stack.dm)]
        for attempt in range(20):
            made = [name for name in made if os.path.exists('/dev/mapper/' + name)]
            if not made:
                break
            try:
                run('dmsetup', 'remove', *made)
            except Failed:
                if attempt == 19:
                    raise
                time.sleep(0.1)
        if any(step.startswith('$ ') for stack in self.stacks for step in stack.steps):
            self.clear()
        for disk in self.partitioned:
            with open(disk, 'r+b', buffering=0) as file:
                file.write(bytes(PAGE))
            run('blockdev', '--rereadpt', disk)


    def clear(self):
        """Takes down what LVM, cryptsetup and mdadm made, and what they wrote at both ends of the leaves."""
        for _ in range(6):
            subprocess.run(['dmsetup', 'remove_all'], capture_output=True)
            subprocess.run(['mdadm', '--stop', '--scan'], capture_output=True)
        for device in self.devices.values():
            if not os.path.exists(device):
                continue
            with open(device, 'r+b', buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                for start in (0, max(0, size - (4 << 20))):
                    file.seek(start)
                    file.write(bytes(4 << 20))
                os.fsync(file)


class Stack:
    def __init__(self, line):
        self.name, rest = [part.strip() for part in line.split('=', 1)]
        steps, filesystems = rest.rsplit(':', 1)
        steps = [step.strip() for step in steps.split('|')]
        self.partitions = [step for step in steps if PARTITIONS.match(step)]
        self.steps = [step for step in steps if step not in self.partitions]
        self.filesystems = [word for word in filesystems.split() if word != '-']
        self.dm = []
        self.loops = []
        self.top = None

    def build(self, host):
        """Gives the kernel's name of the device to be measured."""
        devices = dict(host.devices)
        tables = []
        for step in self.steps:
            if step.startswith('$ '):
                # As an administrator types it, with the leaves' devices for their names.
                run('dash', '-ec', re.sub(r'%(\w+)', lambda leaf: devices[leaf.group(1)], step[2:]))
            elif step.startswith('measure '):
                named = step.split()[1]
                self.top = named if named.startswith('/') else devices[named]
            elif step != 'loop':
                name, table = step.split(':', 1)
                lines = [' '.join(devices.get(word, word) for word in scaled_line(line)) for line in table.split(';')]
                # Another stack of the host may have taken the name.
                real = '%s%d' % (name, host.stacks.index(self)) if os.path.exists('/dev/mapper/' + name) else name
                tables.append('%s,,,rw,%s' % (real, ','.join(lines)))
                self.dm.append(real)
                self.top = devices[name] = '/dev/mapper/' + real
        if tables:
            run('dmsetup', 'create', '--concise', ';'.join(tables))
        if 'loop' in self.steps:
            self._loop()
        # Without udev the entry in /dev/mapper is a node, not a link.
        number = os.stat(self.top).st_rdev
        return os.path.basename(os.path.realpath('/sys/dev/block/%d:%d' % (os.major(number), os.minor(number))))

    def _loop(self):
        device = run('losetup', '-f').strip()
        run('losetup', device, self.top)
        self.loops.append(device)
        self.top = device


# --------------------------------------------------------------------------------------------------------- measuring

def pattern(pages, seed):
    """Pages of sectors that all differ, from each other and from those of another seed."""
    form = b''.join(b'%b' + struct.pack('<Q', sector) * 62 for sector in range(8))
    return b''.join(form % ((struct.pack('<QQ', seed, page),) * 8) for page in range(pages))


def extents(path):
    """Where the file's blocks are on the device: (logical byte, physical byte, length) by FIEMAP."""
    found = []
    start = 0
    with open(path, 'rb') as file:
        while True:
            request = bytearray(struct.pack('=QQLLLL', start, 0xffffffffffffffff - start, 1, 0, 64, 0) + bytes(56 * 64))
            fcntl.ioctl(file, 0xC020660B, request)
            count = struct.unpack_from('=L', request, 20)[0]
            for index in range(count):
                logical, physical, length, _, _, flags = struct.unpack_from('=QQQQQL', request, 32 + 56 * index)
                found.append((logical, physical, length))
                start = logical + length
                if flags & 1:
                    return found
            if not count:
                return found


def write_file(path, data):
    """Writes by write(), page by page where the whole fails; gives the pages that cannot be written: {page: error}."""
    failed = {}
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    for start in range(0, len(data), TOGETHER * PAGE):
        part = data[start:start + TOGETHER * PAGE]
        try:
            if os.pwrite(descriptor, part, start) == len(part):
                continue
        except OSError as error:
            if error.errno == errno.ENOSPC:
                break
        for page in range(start, start + len(part), PAGE):
            try:
                os.pwrite(descriptor, data[page:page + PAGE], page)
            except OSError as error:
                failed[page // PAGE] = errno.errorcode[error.errno]
    try:
        os.fsync(descriptor)
    except OSError as error:
        failed['fsync'] = errno.errorcode[error.errno]
    os.close(descriptor)
    return failed


def map_file(path, data):
    """Writes through a mapping, in a child that a page fault may kill; gives the pages that cannot be mapped."""
    failed = {}
    pages = len(data) // PAGE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        # Allocated first: what a page fault allocates, the kernel zeroes by block I/O.
        os.posix_fallocate(descriptor, 0, len(data))
    except OSError as error:
        os.close(descriptor)
        return {'fallocate': errno.errorcode[error.errno]}
    progress = mmap.mmap(-1, PAGE)
    page = alone = 0
    while page < pages:
        child = os.fork()
        if not child:
            mapped = mmap.mmap(descriptor, len(data))
            while page < pages:
                struct.pack_into('<Q', progress, 0, page)
                end = page + (1 if page < alone else TOGETHER)
                mapped[page * PAGE:end * PAGE] = data[page * PAGE:end * PAGE]
                page = end
            try:
                mapped.flush()
            except OSError:
                os._exit(1)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            break
        page = struct.unpack_from('<Q', progress, 0)[0]
        if page >= alone:
            alone = page + TOGETHER
            continue
        failed[page] = signal.Signals(os.WTERMSIG(status)).name
        # A device that fails everywhere would take a child for each page.
        page += 1 if len(failed) < 40 else 1 + pages // 20
    os.close(descriptor)
    return failed


def skipped(failed, pages):
    """The pages that map_file left out after many failures: nothing is known of them."""
    order = sorted(page for page in failed if isinstance(page, int))
    unknown = set()
    for index, page in enumerate(order):
        if index >= 39:
            unknown.update(range(page + 1, min(pages, page + 1 + pages // 20)))
    return unknown - set(order)


def ranges(pages):
    """Sorted page numbers as [first, count] pairs."""
    merged = []
    for page in sorted(pages):
        if merged and merged[-1][0] + merged[-1][1] == page:
            merged[-1][1] += 1
        else:
            merged.append([page, 1])
    return merged


def options():
    for line in open('/proc/self/mountinfo'):
        words = line.split()
        if words[4] == MNT:
            return words[-1].split(',')
    return None


def mount(kind, device, data=''):
    return not LIBC.mount(device.encode(), MNT.encode(), kind.encode(), 0, data.encode())


def unmount():
    if LIBC.umount2(MNT.encode(), 0):
        raise Failed('umount: ' + os.strerror(ctypes.get_errno()))


def read_alone(path, start):
    """One page, past the page cache: where its folios are large, one bad page fails those around it as well."""
    buffer = mmap.mmap(-1, PAGE)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECT)
    try:
        length = os.preadv(descriptor, [buffer], start)
        return buffer[:length]
    finally:
        os.close(descriptor)


def wrong_pages(path, data):
    """Pages of the file that do not hold the data, and those that cannot be read."""
    wrong, unreadable = set(), set()
    with open(path, 'rb', buffering=0) as file:
        for start in range(0, len(data), TOGETHER * PAGE):
            expected = data[start:start + TOGETHER * PAGE]
            try:
                found = os.pread(file.fileno(), len(expected), start)
            except OSError:
                found = b''
            if found == expected:
                continue
            for at in range(0, len(expected), PAGE):
                try:
                    page = found[at:at + PAGE] or read_alone(path, start + at)
                except OSError:
                    unreadable.add((start + at) // PAGE)
                    continue
                if page != expected[at:at + PAGE]:
                    wrong.add((start + at) // PAGE)
    return wrong, unreadable


def measure_erofs(device):
    os.makedirs('/tmp/erofs', exist_ok=True)
    data = pattern(256, 99)
    with open('/tmp/erofs/file', 'wb') as file:
        file.write(data)
    run('mkfs.erofs', device, '/tmp/erofs')
    kernel_log()
    if not mount('erofs', device, 'dax'):
        return {'mount': 'refused', 'log': kernel_log()}
    dax = any(option in ('dax', 'dax=always') for option in options())
    outcome = {'mount': 'dax' if dax else 'fallback', 'log': kernel_log()}
    if dax:
        wrong, unreadable = wrong_pages(MNT + '/file', data)
        outcome['detail'] = 'read with dax: %d of 256 pages wrong, %d unreadable' % (len(wrong), len(unreadable))
        outcome['io'] = 'error' if unreadable else 'corrupt' if wrong else 'ok'
    unmount()
    return outcome


def fill(mount_again, seed, share):
    """Fills this share of what is mounted at MNT with dax, unmounts it, and compares it mounted without dax.

    mount_again mounts it so; the result is part of what was measured: io, pages, detail."""
    outcome = {}
    space = os.statvfs(MNT)
    pages = min(MOST_PAGES, int(space.f_bavail * space.f_frsize // PAGE * share) // 2 - 16)
    if pages < 16:
        return outcome
    written, mapped = pattern(pages, seed * 2), pattern(pages, seed * 2 + 1)
    failed = {'w': write_file(MNT + '/w', written), 'm': map_file(MNT + '/m', mapped)}
    unmount()
    if not mount_again():
        outcome.update(io='corrupt', detail='does not mount without dax: ' + '; '.join(kernel_log())[:300])
        return outcome
    kinds = {'ok': set(), 'corrupt': set(), 'error': set()}
    # Metadata that DAX has written over.
    damage = []
    for name, data in (('w', written), ('m', mapped)):
        path = MNT + '/' + name
        if not os.path.exists(path):
            continue
        wrong, unreadable = wrong_pages(path, data[:os.stat(path).st_size // PAGE * PAGE])
        unknown = skipped(failed[name], pages) if name == 'm' else set()
        try:
            found = extents(path)
        except OSError as error:
            found = []
            damage.append('%s: %s' % (name, error.strerror))
        for logical, physical, length in found:
            for index in range(length // PAGE):
                page = logical // PAGE + index
                if page >= pages or page in unknown:
                    continue
                bad = page in failed[name] or page in unreadable
                kinds['error' if bad else 'corrupt' if page in wrong else 'ok'].add(physical // PAGE + index)
    unmount()
    outcome['pages'] = {word: ranges(found) for word, found in kinds.items() if found}
    errors = sorted({str(error) for failures in failed.values() for error in failures.values()})
    outcome['io'] = 'error' if kinds['error'] or errors else 'corrupt' if kinds['corrupt'] or damage else 'ok'
    outcome['detail'] = '%d pages right, %d corrupt, %d failed %s' % (
        len(kinds['ok']), len(kinds['corrupt']), len(kinds['error']), ' '.join(errors + damage))
    return outcome


def measure(flavour, device, seed, share):
    """Makes the filesystem, asks for DAX, and where it is given fills this share of it and compares.

    Next to the truth of the mount: `pages`, for each kind of answer the pages of the device, [first, count]."""
    if flavour == 'erofs':
        return measure_erofs(device)
    kind = flavour.split('-')[0]
    run(*MKFS[flavour], device)
    kernel_log()
    if not mount(kind, device, 'dax'):
        return {'mount': 'refused', 'log': kernel_log()}
    if not any(option in ('dax', 'dax=always') for option in options()):
        outcome = {'mount': 'fallback', 'log': kernel_log()}
        unmount()
        return outcome
    outcome = {'mount': 'dax', 'log': kernel_log()}
    if flavour not in ('ext4', 'xfs') or not share:
        unmount()
        return outcome
    outcome.update(fill(lambda: mount(kind, device), seed, share))
    if options():
        unmount()
    return outcome


# ----------------------------------------------------------------------------------------------------------- one run

def leaves():
    found = []
    for name in sorted(os.listdir('/sys/bus/nd/devices')):
        if name.startswith('namespace'):
            try:
                found.append('%s=%s' % (name, read('/sys/bus/nd/devices/%s/mode' % name)))
            except OSError:
                found.append('%s=?' % name)
    return found


def capture(file):
    done = subprocess.run(['sh', SHARE + '/capture', '-o', RESULT + '/' + file], capture_output=True, text=True)
    if done.returncode:
        raise Failed('capture: ' + done.stderr[:300])


class Begun:
    """Leaves a mark when the kernel, or this program, goes down in between."""

    def __init__(self, stack):
        self.mark = RESULT + '/' + stack.name + '.begun'

    def __enter__(self):
        open(self.mark, 'w').close()

    def __exit__(self, failure, *_):
        if failure is None:
            os.unlink(self.mark)


def build(host, stack, truth):
    kernel_log()
    try:
        device = stack.build(host)
        truth['device'] = device
        truth['tableLog'] = [line for line in kernel_log() if 'error' in line or 'device-mapper' in line]
        truth['sizeBytes'] = int(read('/sys/class/block/%s/size' % device)) * SECTOR
        disk = re.sub(r'p\d+$', '', device) if device.startswith('pmem') else device
        truth['queueDax'] = read('/sys/block/%s/queue/dax' % disk)
    except (Failed, OSError) as failed:
        truth['failed'] = str(failed).replace('\n', ' ')


def measure_all(stack, seed):
    """What each of the stack's filesystems does."""
    outcomes = {}
    for index, flavour in enumerate(stack.filesystems):
        # What XFS adds is its own rules at mount time: the bytes are those that ext4 has measured.
        share = 0.92 if flavour == 'ext4' else 0 if stack.name.startswith('random-') else 0.25
        try:
            outcomes[flavour] = measure(flavour, stack.top, seed * 8 + index, share)
        except (Failed, OSError) as failed:
            outcomes[flavour] = {'failed': str(failed)}
            if options():
                unmount()
    return outcomes


def ask(host, seed):
    """Builds all stacks of the host, captures it, and measures one after the other."""
    upstream = re.search(r'#\d+ .*Debian (\d+\.\d+(\.\d+)?)', read('/proc/version'))
    common = {'kernel': read('/proc/sys/kernel/osrelease'), 'pageBytes': PAGE, 'upstream': upstream and upstream.group(1),
              'leaves': leaves(), 'capture': host.stacks[0].name + '.tar.gz'}
    for step in host.partitions:
        host.partition(*PARTITIONS.match(step).groups())
    truths = {}
    for stack in host.stacks:
        truths[stack] = dict(common, steps=' | '.join(host.partitions + stack.steps))
        with Begun(stack):
            build(host, stack, truths[stack])
    capture(common['capture'])
    for number, (stack, truth) in enumerate(truths.items()):
        if 'failed' not in truth:
            with Begun(stack):
                truth['filesystems'] = measure_all(stack, seed + number)
        with open(RESULT + '/' + stack.name + '.json', 'w') as file:
            json.dump(truth, file)
    host.remove()


def is_there(step):
    """Whether this machine has the leaves of a step; only a PC has all of them."""
    used = {re.sub(r'p\d+$', '', word) for word in re.findall(r'\w+', step)}
    return all(os.path.exists('/dev/' + LEAVES[leaf]) for leaf in used & set(LEAVES))


def hosts(lines):
    """The stacks that have not been begun, by host."""
    found = []
    for line in lines:
        if not line or line.startswith('#'):
            continue
        if not line.startswith('& '):
            found.append(Host())
        stack = Stack(line.lstrip('& '))
        found[-1].partitions += [step for step in stack.partitions if is_there(step)]
        if not all(map(is_there, stack.steps)):
            continue
        if not any(os.path.exists(RESULT + '/' + stack.name + end) for end in ('.json', '.begun')):
            found[-1].stacks.append(stack)
    return [host for host in found if host.stacks]


def main():
    os.makedirs(RESULT, exist_ok=True)
    drivers()
    namespaces()
    left = hosts(read(SHARE + '/' + sys.argv[1]).splitlines())
    start = time.monotonic()
    done = 0
    for host in left:
        ask(host, done)
        done += len(host.stacks)
        print('lab: %.0f s: %s' % (time.monotonic() - start, ' '.join(stack.name for stack in host.stacks)), flush=True)


if __name__ == '__main__':
    main()
