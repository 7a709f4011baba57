// ISO-TP as the kernel does it (CAN_ISOTP sockets), on both sides of an exchange.
//
// kernel-isotp answer INTERFACE REQUEST_ID ANSWER_ID HEX
//   Answers each message with these bytes. Prints "ready".
// kernel-isotp ask INTERFACE REQUEST_ID ANSWER_ID
//   Prints "ready". For each line "COUNT HEX" it sends the bytes so many times, each time a little after the answer to
//   the one before, and prints how many microseconds each answer took, on one line. Needs root: where there is only one
//   processor, it goes on as soon as an answer is there, whatever else has work.
//
// Ids are hexadecimal and have 11 bits; frames are padded to 8 bytes.
#include <errno.h>
#include <linux/can.h>
#include <linux/can/isotp.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MAX_PAYLOAD 4095
#define MAX_LINE 9000
#define PADDING 0xCC
#define PATIENCE_S 30
#define PAUSE_US 1000

static void fail(const char *what) {
  fprintf(stderr, "kernel-isotp: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int open_socket(const char *interface, canid_t send_id, canid_t receive_id) {
  int isotp = socket(AF_CAN, SOCK_DGRAM, CAN_ISOTP);
  if (isotp < 0) fail("socket");
  struct can_isotp_options options = {
      .flags = CAN_ISOTP_TX_PADDING, .txpad_content = PADDING, .rxpad_content = PADDING};
  if (setsockopt(isotp, SOL_CAN_ISOTP, CAN_ISOTP_OPTS, &options, sizeof options) < 0) fail("options");
  struct timeval patience = {.tv_sec = PATIENCE_S};
  if (setsockopt(isotp, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) fail("time limit");
  struct sockaddr_can address = {.can_family = AF_CAN, .can_ifindex = if_nametoindex(interface)};
  address.can_addr.tp.tx_id = send_id;
  address.can_addr.tp.rx_id = receive_id;
  if (bind(isotp, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  return isotp;
}

static size_t bytes_of(const char *hex, unsigned char *bytes) {
  size_t count = 0;
  unsigned value;
  for (; count < MAX_PAYLOAD && sscanf(hex + 2 * count, "%2x", &value) == 1; count++) bytes[count] = value;
  return count;
}

static void answer(int isotp, const char *hex) {
  unsigned char request[MAX_PAYLOAD], response[MAX_PAYLOAD];
  size_t length = bytes_of(hex, response);
  for (;;) {
    if (read(isotp, request, sizeof request) >= 0) {
      if (write(isotp, response, length) < 0) fail("write");
    } else if (errno != EAGAIN) {
      fail("read");
    }
  }
}

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void ask(int isotp) {
  struct sched_param first = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &first) < 0) fail("priority");
  char line[MAX_LINE], hex[MAX_LINE];
  unsigned char request[MAX_PAYLOAD], response[MAX_PAYLOAD];
  int count;
  while (fgets(line, sizeof line, stdin) != NULL && sscanf(line, "%d %s", &count, hex) == 2) {
    size_t length = bytes_of(hex, request);
    double times[count];
    for (int i = 0; i < count; i++) {
      double start_us = now_us();
      if (write(isotp, request, length) < 0) fail("write");
      if (read(isotp, response, sizeof response) < 0) fail("read");
      times[i] = now_us() - start_us;
      usleep(PAUSE_US);
    }
    for (int i = 0; i < count; i++) printf(i == 0 ? "%.0f" : " %.0f", times[i]);
    printf("\n");
    fflush(stdout);
  }
}

int main(int count, char *words[]) {
  const char *mode = count > 4 ? words[1] : "";
  int answers = strcmp(mode, "answer") == 0 && count == 6;
  if (!answers && !(strcmp(mode, "ask") == 0 && count == 5)) {
    fprintf(stderr, "usage: kernel-isotp answer|ask INTERFACE REQUEST_ID ANSWER_ID [HEX]\n");
    return 2;
  }
  canid_t request_id = strtoul(words[3], NULL, 16), answer_id = strtoul(words[4], NULL, 16);
  int isotp = open_socket(words[2], answers ? answer_id : request_id, answers ? request_id : answer_id);
  printf("ready\n");
  fflush(stdout);
  if (answers) answer(isotp, words[5]);
  else ask(isotp);
  return 0;
}
