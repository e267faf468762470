#include <mpi.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// MPI's constants are macros of casts, which Swift does not import; and what waits here lets others have
// the processor.

// Joins the ranks that this process was started with. Any thread may ask, one at a time.
static inline int repro_mpi_begin(int *count, int *own) {
  int provided = 0;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return 1;
  if (provided < MPI_THREAD_SERIALIZED) return 1;
  if (MPI_Comm_size(MPI_COMM_WORLD, count) != MPI_SUCCESS) return 1;
  return MPI_Comm_rank(MPI_COMM_WORLD, own) != MPI_SUCCESS;
}

static inline void repro_mpi_end(void) { MPI_Finalize(); }

static inline void repro_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

// Waits for requests: two milliseconds at full attention, then by looks a tenth of one apart, since a rank
// may wait for minutes while another one prepares data.
static inline void repro_mpi_wait(MPI_Request *requests, int count) {
  int done = 0;
  struct timespec begin, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  while (1) {
    MPI_Testall(count, requests, &done, MPI_STATUSES_IGNORE);
    if (done) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed = (now.tv_sec - begin.tv_sec) * 1000000000LL + (now.tv_nsec - begin.tv_nsec);
    if (passed > 2000000) {
      usleep(100);
    } else {
      sched_yield();
    }
  }
}

// Tells each rank one number, and hears one from each.
static inline void repro_mpi_sizes(const int64_t *out, int64_t *in) {
  MPI_Request request;
  MPI_Ialltoall(out, 1, MPI_INT64_T, in, 1, MPI_INT64_T, MPI_COMM_WORLD, &request);
  repro_mpi_wait(&request, 1);
}

// Sends each other rank its bytes and receives what it sends, in parts that MPI's counts can say.
static inline int repro_mpi_exchange(
    const char *out, const int64_t *out_at, const int64_t *out_bytes, char *in, const int64_t *in_at,
    const int64_t *in_bytes, int count, int own) {
  const int64_t most = 1 << 28;
  int64_t parts = 0;
  for (int rank = 0; rank < count; rank++) {
    if (rank == own) continue;
    parts += (out_bytes[rank] + most - 1) / most + (in_bytes[rank] + most - 1) / most;
  }
  if (parts == 0) return 0;
  MPI_Request *requests = malloc(parts * sizeof(MPI_Request));
  if (requests == NULL) return 1;
  int next = 0;
  // Each begins with its neighbour, so that not all send to the same rank first.
  for (int step = 1; step < count; step++) {
    int from = (own + count - step) % count;
    for (int64_t at = 0; at < in_bytes[from]; at += most) {
      int64_t left = in_bytes[from] - at;
      MPI_Irecv(in + in_at[from] + at, (int)(left < most ? left : most), MPI_BYTE, from, 0,
                MPI_COMM_WORLD, &requests[next++]);
    }
  }
  for (int step = 1; step < count; step++) {
    int to = (own + step) % count;
    for (int64_t at = 0; at < out_bytes[to]; at += most) {
      int64_t left = out_bytes[to] - at;
      MPI_Isend(out + out_at[to] + at, (int)(left < most ? left : most), MPI_BYTE, to, 0,
                MPI_COMM_WORLD, &requests[next++]);
    }
  }
  repro_mpi_wait(requests, next);
  free(requests);
  return 0;
}
