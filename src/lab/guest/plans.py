"""Runs in the virtual machine: carries out what `daxcheck plan` prints for one stack or filesystem, and checks the result.

plans.py FILE: FILE of /share has one line in the form of `scenarios` or of `filesystems` (then with a fstab line for its
first mount option, mounted so where that works). The machine asks the host, through the shared directory:

    ask/NAME            written here when the capture is there: the device, and the capture's file
    answer/NAME.status  written by the host: what `check` ended with, then what `plan` did (or - where check was 0)
    answer/NAME.sh      the script that `daxcheck plan DEVICE --format sh --from CAPTURE` printed

plans.py --keep DIRECTORY: writes two files there, as a state may before it loses DAX; they have to be there after the plan.

The script is run by dash with --yes --done: there is nothing to be copied. What it leaves to a person is done here: where it mounted nothing, the device that
its last step names is mounted with dax at /mnt, and a line of fstab is corrected. Then the host is captured again, and
everything that is mounted with dax is filled, unmounted, and compared page by page without dax. result/NAME.json has it all;
NAME-before.tar.gz and NAME-after.tar.gz are the captures.
"""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, '/share')
import filesystems
import lab

ASK, ANSWER = lab.SHARE + '/ask', lab.SHARE + '/answer'
PATIENCE_SECONDS = 300
# Of a page each, by write() and through a mapping.
KEPT = 256
VERIFY = re.compile('^Now type: daxcheck (?:-- )?(.*)$', re.M)


def build(line):
    """(name, what was built, path of the device)"""
    host = lab.Host()
    if line.count(' : ') == 2:
        one = filesystems.Filesystem(line)
        filesystems.source()
        partitions = []
        one.build(host, filesystems.Space(), partitions)
        if partitions:
            host.partition('fsdax2', ' '.join(partitions))
        one.make()
        device, data = one.devices['d'], one.data(one.options[0])
        os.makedirs('/data', exist_ok=True)
        with open('/etc/fstab', 'w') as fstab:
            fstab.write('%s /data %s %s 0 0\n' % (device, one.type, data or 'defaults'))
        lab.LIBC.mount(device.encode(), b'/data', one.type.encode(), 0, data.encode())
        return one.name, one.steps, device
    stack = lab.Stack(line)
    host.stacks.append(stack)
    for step in stack.partitions:
        host.partition(*lab.PARTITIONS.match(step).groups())
    stack.build(host)
    return stack.name, ' | '.join(host.partitions and stack.partitions + stack.steps or stack.steps), stack.top


def kernel_name(path):
    number = os.stat(path).st_rdev
    return os.path.basename(os.path.realpath('/sys/dev/block/%d:%d' % (os.major(number), os.minor(number))))


def asked(name, device, capture):
    """Words of the host's answer, and the script's path."""
    os.makedirs(ASK, exist_ok=True)
    with open('%s/%s.new' % (ASK, name), 'w') as file:
        file.write('%s %s\n' % (device, capture))
    os.rename('%s/%s.new' % (ASK, name), '%s/%s' % (ASK, name))
    status = '%s/%s.status' % (ANSWER, name)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not os.path.exists(status):
        if time.monotonic() > deadline:
            raise lab.Failed('the host gave no plan')
        time.sleep(0.3)
    return lab.read(status).split(), '%s/%s.sh' % (ANSWER, name)


def mounts():
    """(device, target, type) of what is mounted with dax."""
    found = []
    for line in open('/proc/self/mountinfo'):
        words = line.split()
        kind, device, data = words[words.index('-') + 1:][:3]
        if 'dax' in data.split(',') or 'dax=always' in data.split(','):
            found.append((device, words[4], kind))
    return found


def environment():
    """That of an administrator whose mkfs.xfs is as old as the kernel: the newest one makes what 6.11 does not mount."""
    if tuple(map(int, lab.read('/proc/sys/kernel/osrelease').split('-')[0].split('.')[:2])) >= (6, 12):
        return lab.ENVIRONMENT
    os.makedirs('/tmp/bin', exist_ok=True)
    with open('/tmp/bin/mkfs.xfs', 'w') as file:
        file.write('#!/bin/dash\nexec python3 -I -S /share/plans.py --mkfs.xfs "$@"\n')
    os.chmod('/tmp/bin/mkfs.xfs', 0o755)
    return dict(lab.ENVIRONMENT, PATH='/tmp/bin:' + lab.ENVIRONMENT['PATH'])


def kept():
    """(what writes it, name, bytes) of the files that a plan has to leave as they are."""
    return ((lab.write_file, 'kept-written', lab.pattern(KEPT, 99)), (lab.map_file, 'kept-mapped', lab.pattern(KEPT, 100)))


def keep(directory):
    for write, name, data in kept():
        failed = write(directory + '/' + name, data)
        if failed:
            sys.exit('%s: %s' % (name, failed))
    with open('/kept', 'w'):
        pass


def is_kept(directory):
    return all(os.path.exists(directory + '/' + name) and lab.wrong_pages(directory + '/' + name, data) == (set(), set())
               for _, name, data in kept())


def carry_out(name, line, result):
    _, result['steps'], device = build(line)
    result['device'] = kernel_name(device)
    before = name + '-before.tar.gz'
    lab.capture(before)
    status, script = asked(name, device, before)
    result['check'], result['plan'] = status
    if result['plan'] != '0':
        return
    lab.kernel_log()
    done = subprocess.run(['dash', script, '--yes', '--done'], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=environment(), timeout=600)
    result['script'] = done.returncode
    result['output'] = (done.stdout + done.stderr)[-2000:]
    result['log'] = lab.kernel_log()[-10:]
    found = mounts()
    if not found and done.returncode == 0:
        device = ([device] + VERIFY.findall(done.stdout))[-1].strip("'")
        kind = subprocess.run(['blkid', '-o', 'value', '-s', 'TYPE', device], capture_output=True, text=True).stdout.strip()
        if kind and lab.mount(kind, device, 'dax') and mounts():
            found = mounts()
    if found:
        device, target, kind = found[-1]
        result['mounted'] = ' '.join(found[-1])
        result['device after'] = kernel_name(device)
        if os.path.exists('/etc/fstab') and lab.read('/etc/fstab'):
            with open('/etc/fstab', 'w') as fstab:
                fstab.write('%s %s %s dax 0 0\n' % (device, target, kind))
        if target != lab.MNT:
            lab.run('mount', '--bind', target, lab.MNT)
        lab.capture(name + '-after.tar.gz')
        right = not os.path.exists('/kept') or is_kept(target)

        def again():
            if target != lab.MNT and lab.LIBC.umount2(target.encode(), 0):
                return False
            return lab.mount(kind, device)
        result.update(lab.fill(again, 7, 0.92 if kind == 'ext4' else 0.25))
        if not right:
            result.update(io='corrupt', detail='files from before the plan are wrong; ' + result.get('detail', ''))
        elif os.path.exists('/kept'):
            result['kept'] = 2 * KEPT
    else:
        lab.capture(name + '-after.tar.gz')


def main():
    if sys.argv[1] == '--keep':
        keep(sys.argv[2])
        return
    if sys.argv[1] == '--mkfs.xfs':
        words = filesystems.mkfs_old(sys.argv[2:])
        os.execv('/usr/bin/' + words[0], words)
    os.makedirs(lab.RESULT, exist_ok=True)
    lab.drivers()
    lab.namespaces()
    line = lab.read('%s/%s' % (lab.SHARE, sys.argv[1])).strip().lstrip('& ')
    name = line.split('=')[0].strip()
    result = {'kernel': lab.read('/proc/sys/kernel/osrelease')}
    try:
        carry_out(name, line, result)
    except (lab.Failed, OSError, subprocess.TimeoutExpired) as failed:
        result['failed'] = str(failed)
    with open('%s/%s.json' % (lab.RESULT, name), 'w') as file:
        json.dump(result, file)


main()
