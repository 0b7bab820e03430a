"""Runs in the virtual machine: what no mount of a stack shows. Prints lines `answer: QUESTION: what was seen`.

Each question begins with leaves that nothing is on, and leaves them so.
"""
import contextlib
import itertools
import mmap
import os
import signal
import sys

sys.path.insert(0, '/share')
import lab

MAP_SHARED_VALIDATE, MAP_SYNC = 0x3, 0x80000
STATX_ATTR_DAX = 0x200000
TRACING = '/sys/kernel/tracing'
MIB = 1 << 20
# What the alarm of a process ends.
ENDLESS = {'SIGALRM': 'page faults without end'}


def answer(question, text):
    print('answer: %s: %s' % (question, text), flush=True)


@contextlib.contextmanager
def stack(steps):
    """The device on top of the stack; see `scenarios`."""
    host = lab.Host()
    made = lab.Stack('q = %s : -' % steps)
    host.stacks.append(made)
    for step in made.partitions:
        host.partition(*lab.PARTITIONS.match(step).groups())
    made.build(host)
    try:
        yield made.top
    finally:
        host.remove()


def make(kind, device):
    lab.run(*lab.MKFS[kind], device)
    lab.kernel_log()


@contextlib.contextmanager
def mounted(kind, device, data):
    """Whether it could be mounted; unmounts."""
    done = lab.mount(kind, device, data)
    try:
        yield done
    finally:
        if done:
            lab.unmount()


def how(kind, device):
    """What a mount with dax becomes."""
    make(kind, device)
    with mounted(kind, device, 'dax') as done:
        return 'refused' if not done else 'dax' if is_dax(lab.options()) else 'fallback'


def is_dax(options):
    return 'dax' in options or 'dax=always' in options


def flag(device):
    return lab.read('/sys/block/%s/queue/dax' % os.path.basename(os.path.realpath(device)))


def write(path, text):
    with open(path, 'w') as file:
        file.write(text)


# -------------------------------------------------------------------------------------------------------- the questions

def map_sync(device):
    """Whether MAP_SYNC is granted for a file of the filesystem."""
    make('ext4', device)
    with mounted('ext4', device, 'dax'):
        descriptor = os.open(lab.MNT + '/f', os.O_RDWR | os.O_CREAT)
        try:
            os.ftruncate(descriptor, lab.PAGE)
            mmap.mmap(descriptor, lab.PAGE, flags=MAP_SHARED_VALIDATE | MAP_SYNC).close()
            return 'granted'
        except OSError as error:
            return error.strerror
        finally:
            os.close(descriptor)


def map_sync_over_virtio(when):
    with stack('t: 0 65536 linear virtio 2048') as device:
        answer('MAP_SYNC', 'dm over virtio pmem, %s: %s' % (when, map_sync(device)))


def map_sync_after_boot():
    map_sync_over_virtio('after boot')


def map_sync_later():
    map_sync_over_virtio('after namespaces were made')
    for name in ('virtio', 'e820', 'fsdax1'):
        answer('MAP_SYNC', name + ': ' + map_sync('/dev/' + lab.LEAVES[name]))
    with stack('t: 0 65536 linear fsdax1 2048') as device:
        answer('MAP_SYNC', 'dm over fsdax: ' + map_sync(device))
    map_sync_over_virtio('after a dm device over fsdax')


def second_filesystem():
    parts = 'fsdax1+ 2048,65536 67584,65536 | '
    for first, data, second in (('xfs', 'dax', 'xfs'), ('xfs', '', 'xfs'), ('xfs', 'dax', 'ext4'),
                                ('ext4', 'dax', 'xfs')):
        with stack(parts + 'measure fsdax1p2') as device:
            other = device[:-1] + '1'
            make(first, other)
            os.makedirs('/tmp/first', exist_ok=True)
            lab.run('mount', '-t', first, '-o', data or 'rw', other, '/tmp/first')
            answer('second filesystem', '%s on a partition next to %s mounted %s dax: %s'
                   % (second, first, 'with' if data else 'without', how(second, device)))
            lab.run('umount', '/tmp/first')
    with stack(parts + 't: 0 65536 linear fsdax1p2 0') as device:
        other = '/dev/%sp1' % lab.LEAVES['fsdax1']
        make('xfs', other)
        lab.run('mount', '-t', 'xfs', '-o', 'dax', other, '/tmp/first')
        answer('second filesystem', 'xfs on dm-linear over a partition next to xfs: ' + how('xfs', device))
        lab.run('umount', '/tmp/first')


def other_drivers():
    for kind in ('ext4', 'xfs'):
        lab.run('mdadm', '--create', '/dev/md0', '--run', '--level=0', '--raid-devices=2', '--metadata=1.2',
                '/dev/pmem1', '/dev/pmem2')
        answer('md raid0 over fsdax', 'queue/dax %s, %s %s' % (flag('/dev/md0'), kind, how(kind, '/dev/md0')))
        lab.run('mdadm', '--stop', '/dev/md0')
    for device in ('/dev/pmem1', '/dev/pmem2'):
        lab.run('dd', 'if=/dev/zero', 'of=' + device, 'bs=1M', 'count=1', 'conv=fsync')
    lab.run('modprobe', 'bcache')
    lab.run('make-bcache', '-B', '/dev/pmem1', '-C', '/dev/pmem2')
    for device in ('/dev/pmem1', '/dev/pmem2'):
        write('/sys/fs/bcache/register', device)
    for kind in ('ext4', 'xfs'):
        answer('bcache over fsdax', 'queue/dax %s, %s %s' % (flag('/dev/bcache0'), kind, how(kind, '/dev/bcache0')))


def per_file():
    """FS_XFLAG_DAX on a directory, with dax=inode; a file that is made there takes it."""
    for kind in ('ext4', 'xfs'):
        for name, steps in (('fsdax', 'measure fsdax2'), ('raw', 'measure raw'),
                            ('dm-linear at sector 2049', 't: 0 65536 linear fsdax2 2049')):
            with stack(steps) as device:
                make(kind, device)
                with mounted(kind, device, 'dax=inode') as done:
                    if not done:
                        answer('dax=inode', '%s on %s: refused' % (kind, name))
                        continue
                    os.mkdir(lab.MNT + '/d')
                    lab.run('xfs_io', '-c', 'chattr +x', lab.MNT + '/d')
                    open(lab.MNT + '/d/f', 'w').close()
                    text = lab.run('xfs_io', '-r', '-c', 'statx -r', lab.MNT + '/d/f')
                    words = dict(line.split(' = ') for line in text.splitlines() if ' = ' in line)
                    dax = int(words['stat.attributes'], 0) & STATX_ATTR_DAX
                    answer('dax=inode', '%s on %s: mounts, a file with the flag %s'
                           % (kind, name, 'uses DAX' if dax else 'does not use DAX'))


def huge_pages():
    """Four areas of 2 MiB, each touched once by mapping: how many one page of 2 MiB served."""
    lab.run('mount', '-t', 'tracefs', 'tracefs', TRACING)
    event = TRACING + '/events/fs_dax/dax_pmd_fault_done/enable'
    for name, steps in (('fsdax', 'measure fsdax2'), ('dm-linear at 1 MiB', 't: 0 900000 linear fsdax2 2048'),
                        ('dm-linear at 2 MiB', 't: 0 900000 linear fsdax2 4096'),
                        ('striped, chunk 64 KiB', 't: 0 901120 striped 2 128 fsdax1 4096 fsdax2 4096'),
                        ('striped, chunk 2 MiB', 't: 0 901120 striped 2 4096 fsdax1 4096 fsdax2 4096')):
        with stack(steps) as device:
            make('ext4', device)
            with mounted('ext4', device, 'dax'):
                descriptor = os.open(lab.MNT + '/f', os.O_RDWR | os.O_CREAT)
                os.posix_fallocate(descriptor, 0, 16 * MIB)
                aligned = {(physical - logical) % (2 * MIB) for logical, physical, _ in lab.extents(lab.MNT + '/f')}
                mapped = mmap.mmap(descriptor, 16 * MIB)
                write(TRACING + '/trace', '')
                write(event, '1')
                for area in range(1, 5):
                    mapped[area * 2 * MIB] = 1
                write(event, '0')
                served = lab.read(TRACING + '/trace').count('NOPAGE')
                mapped.close()
                os.close(descriptor)
            answer('pages of 2 MiB', '%s: %d of 4%s' % (name, served, '' if aligned == {0} else ', blocks not aligned'))


def use_mapped_page(path, told, tell):
    """In a process of its own, which a page fault may kill or never let go: maps a page, and writes it again later."""
    mapped = mmap.mmap(os.open(path, os.O_RDWR), lab.PAGE)
    mapped[0:3] = b'old'
    os.write(tell, b'...')
    os.read(told, 1)
    os.write(tell, mapped[0:3])
    signal.alarm(20)
    mapped[0:3] = b'own'
    os._exit(0)


def reloaded():
    """A table that is pointed at a copy of the filesystem while it is mounted; a mapped page differs in the copy."""
    place = 64 * MIB
    file = lab.MNT + '/f'
    for kind, suspend in itertools.product(('ext4', 'xfs'), ((), ('--nolockfs',))):
        with stack('t: 0 65536 linear fsdax2 4096') as device:
            make(kind, device)
            with mounted(kind, device, 'dax'):
                write(file, 'old'.ljust(lab.PAGE))
                os.sync()
                (told, tell_child), (hear_child, tell) = os.pipe(), os.pipe()
                child = os.fork()
                if not child:
                    use_mapped_page(file, told, tell)
                os.read(hear_child, 3)
                lab.run('dd', 'if=' + device, 'of=/dev/pmem2', 'bs=1M', 'seek=%d' % (place // MIB), 'conv=fsync')
                with open('/dev/pmem2', 'r+b', buffering=0) as disk:
                    disk.seek(place + lab.extents(file)[0][1])
                    disk.write(b'new'.ljust(lab.PAGE))
                    os.fsync(disk)
                lab.run('dmsetup', 'reload', 't', '--table', '0 65536 linear /dev/pmem2 %d' % (place // lab.SECTOR))
                lab.run('dmsetup', 'suspend', *suspend, 't')
                lab.run('dmsetup', 'resume', 't')
                by_read = first_word(file)
                os.write(tell_child, b'.')
                by_mapping = os.read(hear_child, 3).decode()
                status = os.waitpid(child, 0)[1]
                fate = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else 'done'
                answer('reloaded under a mount',
                       '%s, suspend %s: read() sees the %s place, the mapped page is the %s one; written again: %s, and '
                       'read() sees %s' % (kind, ' '.join(suspend) or 'with freeze', by_read, by_mapping,
                                           ENDLESS.get(fate, fate), first_word(file)))


def first_word(file):
    with open(file, 'rb', buffering=0) as opened:
        return opened.read(3).decode()


def main():
    lab.drivers()
    for question in (map_sync_after_boot, lab.namespaces, map_sync_later, second_filesystem, per_file, huge_pages,
                     reloaded, other_drivers):
        try:
            question()
        except (lab.Failed, OSError) as failed:
            answer(question.__name__, 'not answered: %s' % failed)


main()
