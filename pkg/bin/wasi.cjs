// The system interface (WASI preview 1) that the command's module is run on, over `node:fs`.
//
// Node's own `node:wasi` is not used: it warns that it is experimental, needs a flag in Node 18, and knows no drives of
// Windows. What is here is what the module imports, and no sandbox: the command may do what its user may do.
"use strict";

const fs = require("node:fs");

/** Numbers of errors, by their names in Node. */
const ERRNO = {
  E2BIG: 1,
  EACCES: 2,
  EAGAIN: 6,
  EBADF: 8,
  EBUSY: 10,
  EEXIST: 20,
  EFBIG: 22,
  EINTR: 27,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  ELOOP: 32,
  EMFILE: 33,
  EMLINK: 34,
  ENAMETOOLONG: 37,
  ENFILE: 41,
  ENOENT: 44,
  ENOSPC: 51,
  ENOSYS: 52,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  ENOTSUP: 58,
  EPERM: 63,
  EPIPE: 64,
  EROFS: 69,
  ESPIPE: 70,
  ETXTBSY: 74,
  EXDEV: 75,
};
const SUCCESS = 0;
const { EBADF, EINVAL, EISDIR, ENOTDIR, ESPIPE, EACCES } = ERRNO;

/** Kinds of files. */
const UNKNOWN = 0;
const BLOCK_DEVICE = 1;
const CHARACTER_DEVICE = 2;
const DIRECTORY = 3;
const REGULAR_FILE = 4;
const SYMBOLIC_LINK = 7;

const RIGHT_TO_READ = 1n << 1n;
const RIGHT_TO_WRITE = 1n << 6n;
const ALL_RIGHTS = (1n << 29n) - 1n;
/** Without the rights to seek and to tell: that is how a terminal is known. */
const RIGHTS_OF_STREAM = ALL_RIGHTS & ~((1n << 2n) | (1n << 5n));

const windows = process.platform === "win32";

/** How a module that has called `exit` is left. */
class Exit {
  constructor(code) {
    this.code = code;
  }
}

/** A path of the module, from the root on, as one of the system: bytes, for names need not be Unicode. */
function system(path) {
  if (!windows) return Buffer.from(path);
  const text = path.toString().replace(/^\/+/, "");
  return /^[A-Za-z]:/.test(text) ? text.replace(/^([A-Za-z]:)$/, "$1/") : `//${text}`;
}

/** The current folder as a path of the module. */
function currentFolder() {
  const folder = process.cwd();
  return windows ? `/${folder.replaceAll("\\", "/")}` : folder;
}

function join(folder, path) {
  if (path.length > 0 && path[0] === 0x2f) return path;
  return Buffer.concat([folder, Buffer.from("/"), path]);
}

function kind(stat) {
  if (stat.isFile()) return REGULAR_FILE;
  if (stat.isDirectory()) return DIRECTORY;
  if (stat.isSymbolicLink()) return SYMBOLIC_LINK;
  if (stat.isCharacterDevice()) return CHARACTER_DEVICE;
  return stat.isBlockDevice() ? BLOCK_DEVICE : UNKNOWN;
}

/** Whether a stream is a terminal. `node:tty` takes longer to load than many a command to run, so it is only asked at need. */
function isTerminal(fd) {
  return fs.fstatSync(fd).isCharacterDevice() && require("node:tty").isatty(fd);
}

/** Waits until a stream that does not block may have something, or room. */
function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

/** Does something again for as long as the stream would have to wait. */
function patiently(act) {
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      pause();
    }
  }
}

/** Fails with a number. */
function fail(errno) {
  throw { errno };
}

function numberOf(error) {
  if (error instanceof Exit || error instanceof WebAssembly.RuntimeError) throw error;
  if (typeof error?.code === "string") return ERRNO[error.code] ?? ERRNO.EIO;
  if (typeof error?.errno === "number") return error.errno;
  throw error;
}

/** The calls of a module, over its memory and the files it has open. */
class Wasi {
  #memory;
  #args;
  #environment;
  /** What is open, by number: streams, folders as `{ path }`, files as `{ file, position }`. */
  #open = [{ file: 0, stream: true }, { file: 1, stream: true }, { file: 2, stream: true }];
  #next = 4;

  constructor(args, environment) {
    const bytes = (text) => Buffer.from(`${text}\0`);
    this.#args = args.map(bytes);
    this.#environment = Object.entries(environment).map(([name, value]) => bytes(`${name}=${value}`));
    // The root, which all paths are in.
    this.#open[3] = { path: Buffer.alloc(0), root: true };
  }

  /** Runs a module, and gives its exit code. */
  run(module) {
    const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: this.#imports(module) });
    this.#memory = instance.exports.memory;
    try {
      instance.exports._start();
      return 0;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  /** The functions that the module asks for; what they throw is a number for it. */
  #imports(module) {
    const imports = {};
    for (const { name } of WebAssembly.Module.imports(module)) {
      imports[name] = (...values) => {
        try {
          return this[name](...values) ?? SUCCESS;
        } catch (error) {
          return numberOf(error);
        }
      };
    }
    return imports;
  }

  get #view() {
    return new DataView(this.#memory.buffer);
  }

  #bytes(at, length) {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #u32(at, value) {
    this.#view.setUint32(at, value, true);
  }

  #u64(at, value) {
    this.#view.setBigUint64(at, BigInt(value), true);
  }

  /** What is open under a number. */
  #entry(fd) {
    return this.#open[fd] ?? fail(EBADF);
  }

  #file(fd) {
    const entry = this.#entry(fd);
    return entry.file === undefined ? fail(EISDIR) : entry;
  }

  /** A path from an open folder on, as one of the system. */
  #path(fd, at, length) {
    const { path } = this.#entry(fd);
    if (path === undefined) fail(ENOTDIR);
    return system(join(path, Buffer.from(this.#bytes(at, length))));
  }

  #list(list, pointers, at) {
    for (const item of list) {
      this.#u32(pointers, at);
      this.#bytes(at, item.length).set(item);
      pointers += 4;
      at += item.length;
    }
  }

  #sizes(list, count, size) {
    this.#u32(count, list.length);
    this.#u32(size, list.reduce((sum, item) => sum + item.length, 0));
  }

  args_get(pointers, at) {
    this.#list(this.#args, pointers, at);
  }

  args_sizes_get(count, size) {
    this.#sizes(this.#args, count, size);
  }

  environ_get(pointers, at) {
    this.#list(this.#environment, pointers, at);
  }

  environ_sizes_get(count, size) {
    this.#sizes(this.#environment, count, size);
  }

  clock_time_get(clock, _precision, at) {
    this.#u64(at, clock === 0 ? BigInt(Date.now()) * 1_000_000n : process.hrtime.bigint());
  }

  /** For the seeds of hash tables and the names of temporary files, which need no `node:crypto`: that takes long to load. */
  random_get(at, length) {
    const bytes = this.#bytes(at, length);
    for (let index = 0; index < length; index += 1) bytes[index] = Math.random() * 256;
  }

  sched_yield() {}

  proc_exit(code) {
    throw new Exit(code);
  }

  fd_prestat_get(fd, at) {
    if (!this.#entry(fd).root) fail(EBADF);
    this.#u32(at, 0);
    this.#u32(at + 4, 1);
  }

  fd_prestat_dir_name(_fd, at) {
    this.#bytes(at, 1)[0] = 0x2f;
  }

  fd_fdstat_get(fd, at) {
    const entry = this.#entry(fd);
    let type = DIRECTORY;
    if (entry.stream) {
      type = isTerminal(entry.file) ? CHARACTER_DEVICE : UNKNOWN;
    } else if (entry.file !== undefined) {
      type = kind(fs.fstatSync(entry.file));
    }
    const rights = entry.stream ? RIGHTS_OF_STREAM : ALL_RIGHTS;
    this.#view.setUint8(at, type);
    this.#view.setUint16(at + 2, 0, true);
    this.#u64(at + 8, rights);
    this.#u64(at + 16, rights);
  }

  fd_fdstat_set_flags() {}

  fd_close(fd) {
    const { file, stream } = this.#entry(fd);
    delete this.#open[fd];
    if (file !== undefined && !stream) fs.closeSync(file);
  }

  fd_sync(fd) {
    fs.fsyncSync(this.#file(fd).file);
  }

  fd_seek(fd, offset, whence, at) {
    const entry = this.#file(fd);
    if (entry.position === undefined) fail(ESPIPE);
    const from = [0, entry.position, whence === 2 ? fs.fstatSync(entry.file).size : 0][whence] ?? fail(EINVAL);
    const position = from + Number(offset);
    if (position < 0) fail(EINVAL);
    entry.position = position;
    this.#u64(at, position);
  }

  /** Reads or writes the pieces of memory that a list names, until one is not filled or emptied. */
  #each(list, count, at, act) {
    let sum = 0;
    for (let item = 0; item < count; item += 1) {
      const length = this.#view.getUint32(list + item * 8 + 4, true);
      if (length === 0) continue;
      const done = patiently(() => act(this.#bytes(this.#view.getUint32(list + item * 8, true), length)));
      sum += done;
      if (done < length) break;
    }
    this.#u32(at, sum);
  }

  fd_read(fd, list, count, at) {
    const entry = this.#file(fd);
    this.#each(list, count, at, (bytes) => {
      const read = fs.readSync(entry.file, bytes, 0, bytes.length, entry.position ?? null);
      if (entry.position !== undefined) entry.position += read;
      return read;
    });
  }

  fd_write(fd, list, count, at) {
    const entry = this.#file(fd);
    this.#each(list, count, at, (bytes) => {
      const position = entry.appends ? null : (entry.position ?? null);
      const written = fs.writeSync(entry.file, bytes, 0, bytes.length, position);
      if (entry.position !== undefined) entry.position += written;
      return written;
    });
  }

  #stat(at, stat) {
    this.#bytes(at, 64).fill(0);
    this.#u64(at, BigInt.asUintN(64, stat.dev));
    this.#u64(at + 8, BigInt.asUintN(64, stat.ino));
    this.#view.setUint8(at + 16, kind(stat));
    this.#u64(at + 24, stat.nlink);
    this.#u64(at + 32, stat.size);
    this.#u64(at + 40, BigInt.asUintN(64, stat.atimeNs));
    this.#u64(at + 48, BigInt.asUintN(64, stat.mtimeNs));
    this.#u64(at + 56, BigInt.asUintN(64, stat.ctimeNs));
  }

  fd_filestat_get(fd, at) {
    const { file, path } = this.#entry(fd);
    const stat =
      file === undefined ? fs.statSync(system(path), { bigint: true }) : fs.fstatSync(file, { bigint: true });
    this.#stat(at, stat);
  }

  path_filestat_get(fd, flags, path, length, at) {
    const look = flags & 1 ? fs.statSync : fs.lstatSync;
    this.#stat(at, look(this.#path(fd, path, length), { bigint: true }));
  }

  path_open(fd, lookup, path, length, how, rights, _inheriting, flags, at) {
    const { path: folder } = this.#entry(fd);
    const inside = join(folder ?? fail(ENOTDIR), Buffer.from(this.#bytes(path, length)));
    const from = system(inside);
    const [creates, wantsFolder, isNew, truncates] = [how & 1, how & 2, how & 4, how & 8];
    const writes = (rights & RIGHT_TO_WRITE) !== 0n;
    const stat = fs.statSync(from, { throwIfNoEntry: false });
    let entry;
    if (stat?.isDirectory()) {
      if (writes || creates) fail(EISDIR);
      entry = { path: inside };
    } else {
      if (wantsFolder) fail(stat === undefined ? ERRNO.ENOENT : ENOTDIR);
      // Root may write it, and is not to by mistake.
      if (writes && stat?.isFile() && (stat.mode & 0o222) === 0) fail(EACCES);
      const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NOFOLLOW = 0 } = fs.constants;
      const reads = (rights & RIGHT_TO_READ) !== 0n;
      const mode =
        (writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY) |
        (creates ? O_CREAT : 0) |
        (isNew ? O_EXCL : 0) |
        (truncates ? O_TRUNC : 0) |
        (flags & 1 ? O_APPEND : 0) |
        (lookup & 1 ? 0 : O_NOFOLLOW);
      // A temporary file is nobody else's business before it has its name.
      const file = fs.openSync(from, mode, isNew ? 0o600 : 0o666);
      // A pipe or a device has no position.
      const position = fs.fstatSync(file).isFile() ? 0 : undefined;
      entry = { file, position, appends: Boolean(flags & 1) };
    }
    const number = this.#next;
    this.#next += 1;
    this.#open[number] = entry;
    this.#u32(at, number);
  }

  fd_readdir(fd, at, length, cookie, used) {
    const entry = this.#entry(fd);
    if (entry.path === undefined) fail(ENOTDIR);
    if (cookie === 0n || entry.entries === undefined) {
      entry.entries = fs.readdirSync(system(entry.path), { withFileTypes: true, encoding: "buffer" });
    }
    let filled = 0;
    for (let index = Number(cookie); index < entry.entries.length && filled < length; index += 1) {
      const item = entry.entries[index];
      const name = Buffer.from(item.name);
      const record = Buffer.alloc(24 + name.length);
      record.writeBigUInt64LE(BigInt(index + 1), 0);
      record.writeUInt32LE(name.length, 16);
      record.writeUInt8(kind(item), 20);
      name.copy(record, 24);
      // The last record may be cut: the module asks for it again.
      const part = record.subarray(0, length - filled);
      this.#bytes(at + filled, part.length).set(part);
      filled += part.length;
    }
    this.#u32(used, filled);
  }

  path_readlink(fd, path, length, at, size, used) {
    const target = fs.readlinkSync(this.#path(fd, path, length), { encoding: "buffer" });
    const part = target.subarray(0, size);
    this.#bytes(at, part.length).set(part);
    this.#u32(used, part.length);
  }

  path_create_directory(fd, path, length) {
    fs.mkdirSync(this.#path(fd, path, length));
  }

  path_remove_directory(fd, path, length) {
    fs.rmdirSync(this.#path(fd, path, length));
  }

  path_unlink_file(fd, path, length) {
    fs.unlinkSync(this.#path(fd, path, length));
  }

  path_link(fd, _flags, path, length, toFd, toPath, toLength) {
    fs.linkSync(this.#path(fd, path, length), this.#path(toFd, toPath, toLength));
  }

  /** What takes the place of a file takes its rights and, where that is allowed, its owner too: WASI has none. */
  path_rename(fd, path, length, toFd, toPath, toLength) {
    const [from, to] = [this.#path(fd, path, length), this.#path(toFd, toPath, toLength)];
    const old = fs.lstatSync(to, { throwIfNoEntry: false });
    if (fs.lstatSync(from).isFile() && !windows) {
      fs.chmodSync(from, takeOwner(from, old) ?? 0o666 & ~process.umask());
    }
    fs.renameSync(from, to);
  }
}

/** Gives a file the owner of another one, and says which rights it is to have. */
function takeOwner(path, old) {
  if (!old?.isFile()) return undefined;
  try {
    fs.chownSync(path, old.uid, old.gid);
    return old.mode & 0o7777;
  } catch {
    // Nothing is to run with the rights of another owner.
    return old.mode & 0o777;
  }
}

/** Runs the command that a module is, with the arguments of this process, and gives its exit code. */
exports.run = (module, args) => new Wasi(["vtlkit", ...args], { ...process.env, PWD: currentFolder() }).run(module);
