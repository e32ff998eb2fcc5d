/* Preloaded into a process: its clock is off by as many seconds as the file that FAULTS_CLOCK names says. Time that only
   measures how long something takes (CLOCK_MONOTONIC) stays true, as it does when a machine's clock is set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

/* The simulated WeChat is a child of the same `up`, and has a clock of its own. */
static int spared(void) {
  static int known = -1;
  if (known < 0) {
    char words[4096];
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t size = file ? fread(words, 1, sizeof words, file) : 0;
    if (file) fclose(file);
    known = memmem(words, size, "wechat_simulator", 16) != NULL;
  }
  return known;
}

static long off(void) {
  const char *path = spared() ? NULL : getenv("FAULTS_CLOCK");
  FILE *file = path ? fopen(path, "r") : NULL;
  long seconds = 0;
  if (file) {
    if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
    fclose(file);
  }
  return seconds;
}

int clock_gettime(clockid_t which, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(which, now);
  if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += off();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  int result = clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return result;
}

time_t time(time_t *result) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (result) *result = exact.tv_sec;
  return exact.tv_sec;
}
