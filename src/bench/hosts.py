#!/usr/bin/env python3
"""Writes a host that nobody has, as a capture in format 1 that lsblk --sysroot reads too.

    hosts.py DIRECTORY host N        N linear dm devices over N/100 namespaces in fsdax mode, 1 GiB each
    hosts.py DIRECTORY chain N       N dm devices, each on the one before
    hosts.py DIRECTORY diamond N     N levels of two dm devices, each on both of the level below
    hosts.py DIRECTORY segments N    one dm device with N targets
    hosts.py DIRECTORY stripes N     one striped dm device of N PiB with a chunk of 4 KiB

The files are those that `daxcheck capture` takes of such a host and that lsblk needs, laid out as in sysfs. Files of the
same content are links to one, because each would take a block of the disk.
"""
import os
import sys

RELEASE = "6.1.0-50-amd64"
BUS = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00/ndbus0"
PAGE = 8  # sectors
GIB = 2 * 1024 * 1024  # sectors
PIB = GIB << 20  # sectors
MAX_LINKS = 60_000  # ext4 allows 65,000 to one file


class Host:
    def __init__(self, root):
        self.root = root
        self.made = set()
        self.shared = {}
        self.tables = []
        self.infos = []
        self.numbers = {}
        self.paths = {}
        self.file("capture", "daxcheck-capture 1\n")
        self.file("proc/sys/kernel/osrelease", RELEASE + "\n")
        self.file("proc/sys/kernel/hostname", "bench\n")
        self.file("proc/version", f"Linux version {RELEASE} #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1\n")
        self.file("proc/1/mountinfo", "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n")
        self.file("proc/self/mountinfo", "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n")
        self.file("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
        self.file("etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n")
        self.file("commands/pagesize", "4096\n")
        self.file("commands/uname", f"Linux bench {RELEASE} #1 SMP x86_64 GNU/Linux\n")
        self.file(
            f"boot/config-{RELEASE}",
            "CONFIG_FS_DAX=y\nCONFIG_BLK_DEV_PMEM=m\nCONFIG_NVDIMM_PFN=y\nCONFIG_ZONE_DEVICE=y\n"
            "CONFIG_TRANSPARENT_HUGEPAGE=y\nCONFIG_EXT4_USE_FOR_EXT2=y\n# CONFIG_EXT2_FS is not set\n",
        )

    def directory(self, path):
        if path not in self.made:
            os.makedirs(os.path.join(self.root, path), exist_ok=True)
            self.made.add(path)

    def file(self, path, content):
        self.directory(os.path.dirname(path))
        with open(os.path.join(self.root, path), "w", encoding="ascii") as file:
            file.write(content)

    def same(self, path, content):
        """A file of a content that many have."""
        first, links = self.shared.get(content, (None, MAX_LINKS))
        if links == MAX_LINKS:
            self.file(path, content)
            self.shared[content] = (path, 1)
        else:
            self.directory(os.path.dirname(path))
            os.link(os.path.join(self.root, first), os.path.join(self.root, path))
            self.shared[content] = (first, links + 1)

    def link(self, path, target):
        """A link as sysfs has them: relative."""
        self.directory(os.path.dirname(path))
        climb = "../" * path.count("/")
        if target.startswith("sys/") and path.startswith("sys/"):
            climb, target = climb[3:], target[4:]
        os.symlink(climb + target, os.path.join(self.root, path))

    def disk(self, path, number, sectors):
        name = path.rpartition("/")[2]
        self.numbers[name] = number
        self.paths[name] = path
        self.file(f"{path}/dev", number + "\n")
        self.same(f"{path}/size", f"{sectors}\n")
        self.same(f"{path}/ro", "0\n")
        self.same(f"{path}/removable", "0\n")
        self.same(f"{path}/queue/dax", "1\n")
        self.same(f"{path}/queue/logical_block_size", "512\n")
        self.directory(f"{path}/holders")
        self.directory(f"{path}/slaves")
        self.link(f"sys/block/{name}", path)
        self.link(f"sys/class/block/{name}", path)
        self.link(f"sys/dev/block/{number}", path)

    def namespace(self, index, sectors):
        region = f"{BUS}/region{index}"
        namespace = f"namespace{index}.0"
        claim = f"pfn{index}.0"
        nd = "sys/bus/nd/devices"
        self.same(f"{region}/size", f"{sectors * 512}\n")
        self.same(f"{region}/read_only", "0\n")
        self.same(f"{region}/{namespace}/mode", "memory\n")
        self.file(f"{region}/{namespace}/holder", claim + "\n")
        self.same(f"{region}/{namespace}/force_raw", "0\n")
        self.same(f"{region}/{namespace}/size", f"{sectors * 512}\n")
        self.file(f"{region}/{claim}/namespace", namespace + "\n")
        self.same(f"{region}/{claim}/align", "2097152\n")
        self.file(f"{region}/{claim}/resource", f"{0x100000000 + index * sectors * 512:#x}\n")
        for device in (namespace, claim):
            self.link(f"{nd}/{device}", f"{region}/{device}")
        self.link(f"{nd}/region{index}", region)
        name = f"pmem{index}"
        self.disk(f"{region}/{claim}/block/{name}", f"259:{index}", sectors)
        self.same(f"{self.paths[name]}/badblocks", "")
        return name

    def dm(self, minor, targets):
        """targets: (start, sectors, type and arguments with the legs' names in braces, the legs)"""
        name = f"dm-{minor}"
        path = f"sys/devices/virtual/block/{name}"
        vg_lv = f"vg-lv{minor}"
        uuid = f"LVM-{minor:064d}"
        self.disk(path, f"253:{minor}", targets[-1][0] + targets[-1][1])
        self.file(f"{path}/dm/name", vg_lv + "\n")
        self.file(f"{path}/dm/uuid", uuid + "\n")
        self.file(
            f"run/udev/data/b253:{minor}",
            f"S:mapper/{vg_lv}\nS:vg/lv{minor}\nI:1\nE:DM_NAME={vg_lv}\nE:DM_UUID={uuid}\nG:systemd\n",
        )
        legs = {}
        for start, sectors, arguments, on in targets:
            self.tables.append(f"{vg_lv}: {start} {sectors} {arguments.format_map(self.numbers)}\n")
            legs.update(dict.fromkeys(on))
        for leg in legs:
            self.link(f"{path}/slaves/{leg}", self.paths[leg])
            self.link(f"{self.paths[leg]}/holders/{name}", path)
        self.infos.append(f"{vg_lv} 253 {minor} {uuid}\n")
        return name

    def linear(self, minor, on, sectors, offset):
        return self.dm(minor, [(0, sectors, f"linear {{{on}}} {offset}", [on])])

    def end(self):
        self.file("commands/dmsetup-table", "".join(self.tables))
        self.file("commands/dmsetup-info", "".join(self.infos))


def host(on, n):
    each = 100
    for index in range(max(1, n // each)):
        on.namespace(index, each * GIB)
    for minor in range(n):
        on.linear(minor, f"pmem{minor // each}", GIB, minor % each * GIB)


def chain(on, n):
    below = on.namespace(0, GIB)
    for minor in range(n):
        below = on.linear(minor, below, GIB, 0)


def diamond(on, n):
    left, right = on.namespace(0, GIB), on.namespace(1, GIB)
    half = GIB // 2
    for level in range(n):
        halves = [(0, half, f"linear {{{left}}} 0", [left]), (half, half, f"linear {{{right}}} {half}", [right])]
        left, right = on.dm(2 * level, halves), on.dm(2 * level + 1, halves)


def segments(on, n):
    pmem = on.namespace(0, 2 * n * PAGE)
    # Every second page, so that no two targets continue one another.
    on.dm(0, [(i * PAGE, PAGE, f"linear {{{pmem}}} {2 * i * PAGE}", [pmem]) for i in range(n)])


def stripes(on, n):
    legs = [on.namespace(0, n * PIB // 2), on.namespace(1, n * PIB // 2)]
    on.dm(0, [(0, n * PIB, f"striped 2 {PAGE} {{{legs[0]}}} 0 {{{legs[1]}}} 0", legs)])


SHAPES = {shape.__name__: shape for shape in (host, chain, diamond, segments, stripes)}


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in SHAPES or not arguments[2].isdigit():
        sys.exit(__doc__)
    made = Host(arguments[0])
    SHAPES[arguments[1]](made, int(arguments[2]))
    made.end()


if __name__ == "__main__":
    main(sys.argv[1:])
