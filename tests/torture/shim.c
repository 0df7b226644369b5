/* Faults of a file system, played by the C library: preloaded into a process (LD_PRELOAD), it counts
 * the calls that change something below one folder and lets the Nth of them fail, or kills the process
 * in its place. Everything else passes through. Nothing happens before shim_arm was called.
 *
 * The database's own library and Python call the C library for all of these, so both are covered; what
 * is written through shared memory (SQLite's index of its write-ahead log) is not, and needs not be: it
 * is rebuilt after every crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Kinds of calls; a fault names the kinds it meets. */
enum { WRITE = 1, SIZE = 2, SYNC = 4, CREATE = 8, MOVE = 16, OPEN = 32 };
enum { COUNT = 0, FAIL = 1, FAIL_FROM_HERE = 2, KILL = 3, KILL_TORN = 4 };

static char folder[PATH_MAX];
static size_t folder_length;
static volatile int armed;
static int act, kinds, error_number;
static long wanted, seen, faults;

/* The Nth call of these kinds: `how` is one of COUNT to KILL_TORN. */
void shim_arm(const char *path, int how, int which, long n, int error) {
  strncpy(folder, path, sizeof folder - 1);
  folder_length = strlen(folder);
  act = how, kinds = which, wanted = n, error_number = error;
  seen = faults = 0;
  armed = 1;
}

void shim_disarm(void) { armed = 0; }
long shim_seen(void) { return seen; }
long shim_faults(void) { return faults; }

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

#define REAL(type, name) \
  static type (*next)();  \
  if (next == NULL) next = (type(*)())real(name)

static int inside(const char *path) {
  return path != NULL && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

static int handle_inside(int handle) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return inside(path);
}

static int inside_at(int at, const char *path) {
  if (path != NULL && path[0] != '/' && at != AT_FDCWD) return handle_inside(at);
  return inside(path);
}

/* 0: go on. 1: the call fails with errno set. 2: half of it is done, then the process dies. */
static int trap(int kind) {
  if (!(kinds & kind)) return 0;
  long number = __sync_add_and_fetch(&seen, 1);
  if (act == COUNT || number < wanted || (number > wanted && act != FAIL_FROM_HERE)) return 0;
  __sync_add_and_fetch(&faults, 1);
  if (act == KILL_TORN && kind == WRITE) return 2;
  if (act == KILL || act == KILL_TORN) kill(getpid(), SIGKILL);
  errno = error_number;
  return 1;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

#define TORN(handle_result) \
  do {                      \
    (void)!(handle_result); \
    die();                  \
  } while (0)

ssize_t write(int handle, const void *data, size_t size) {
  REAL(ssize_t, "write");
  if (armed && handle_inside(handle)) {
    int fault = trap(WRITE);
    if (fault == 1) return -1;
    if (fault == 2) TORN(next(handle, data, size / 2));
  }
  return next(handle, data, size);
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t place) {
  REAL(ssize_t, "pwrite");
  if (armed && handle_inside(handle)) {
    int fault = trap(WRITE);
    if (fault == 1) return -1;
    if (fault == 2) TORN(next(handle, data, size / 2, place));
  }
  return next(handle, data, size, place);
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t place) {
  REAL(ssize_t, "pwrite64");
  if (armed && handle_inside(handle)) {
    int fault = trap(WRITE);
    if (fault == 1) return -1;
    if (fault == 2) TORN(next(handle, data, size / 2, place));
  }
  return next(handle, data, size, place);
}

ssize_t writev(int handle, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev");
  if (armed && handle_inside(handle) && trap(WRITE)) return -1;
  return next(handle, parts, count);
}

#define BY_HANDLE(name, kind)                                      \
  int name(int handle) {                                           \
    REAL(int, #name);                                              \
    if (armed && handle_inside(handle) && trap(kind)) return -1;   \
    return next(handle);                                           \
  }
BY_HANDLE(fsync, SYNC)
BY_HANDLE(fdatasync, SYNC)

#define BY_SIZE(name, type)                                        \
  int name(int handle, type size) {                                \
    REAL(int, #name);                                              \
    if (armed && handle_inside(handle) && trap(SIZE)) return -1;   \
    return next(handle, size);                                     \
  }
BY_SIZE(ftruncate, off_t)
BY_SIZE(ftruncate64, off64_t)

static int opening(int at, const char *path, int flags) {
  if (!armed || !(flags & (O_CREAT | O_WRONLY | O_RDWR)) || !inside_at(at, path)) return 0;
  struct stat found;
  int exists = fstatat(at, path, &found, AT_SYMLINK_NOFOLLOW) == 0;
  return trap((flags & O_CREAT) && !exists ? CREATE : OPEN);
}

#define MODE(flags)                          \
  int mode = 0;                              \
  if ((flags) & (O_CREAT | O_TMPFILE)) {     \
    va_list more;                            \
    va_start(more, flags);                   \
    mode = va_arg(more, int);                \
    va_end(more);                            \
  }

#define BY_PATH(name)                                 \
  int name(const char *path, int flags, ...) {        \
    REAL(int, #name);                                 \
    MODE(flags)                                       \
    if (opening(AT_FDCWD, path, flags)) return -1;    \
    return next(path, flags, mode);                   \
  }
BY_PATH(open)
BY_PATH(open64)

#define BY_PLACE(name)                                        \
  int name(int at, const char *path, int flags, ...) {        \
    REAL(int, #name);                                         \
    MODE(flags)                                               \
    if (opening(at, path, flags)) return -1;                  \
    return next(at, path, flags, mode);                       \
  }
BY_PLACE(openat)
BY_PLACE(openat64)

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir");
  struct stat found;
  /* One that exists is refused whatever the disk says. */
  if (armed && inside(path) && stat(path, &found) != 0 && trap(CREATE)) return -1;
  return next(path, mode);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename");
  if (armed && inside(from) && trap(MOVE)) return -1;
  return next(from, to);
}

int unlink(const char *path) {
  REAL(int, "unlink");
  struct stat found;
  if (armed && inside(path) && lstat(path, &found) == 0 && trap(MOVE)) return -1;
  return next(path);
}

int unlinkat(int at, const char *path, int flags) {
  REAL(int, "unlinkat");
  if (armed && inside_at(at, path) && trap(MOVE)) return -1;
  return next(at, path, flags);
}

int rmdir(const char *path) {
  REAL(int, "rmdir");
  if (armed && inside(path) && trap(MOVE)) return -1;
  return next(path);
}
