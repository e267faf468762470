// What the processor can and Swift has no words for.

// Whether it can what the kernels are compiled for (x86-64-v3: AVX2, FMA, BMI1 and BMI2; all that have
// these have the rest), and the system keeps its wide registers. To be asked before anything else.
static inline int processor_runs_the_kernels(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
#else
  return 1;
#endif
}

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

// Threads share one place for small allocations, where each would reserve 64 MiB of addresses.
static inline void share_small_allocations(void) {
#if defined(M_ARENA_MAX)
  mallopt(M_ARENA_MAX, 1);
#endif
}

// Memory that will be used soon is asked for now.
static inline void prefetch_for_reading(const void *address) { __builtin_prefetch(address, 0, 3); }
static inline void prefetch_for_writing(const void *address) { __builtin_prefetch(address, 1, 3); }

// Square roots of all lanes at once: Swift takes them one by one, each with a branch for numbers below
// zero. Rounded correctly by either.
typedef float four_floats __attribute__((ext_vector_type(4)));
typedef float eight_floats __attribute__((ext_vector_type(8)));
typedef double four_doubles __attribute__((ext_vector_type(4)));
typedef double eight_doubles __attribute__((ext_vector_type(8)));

static inline __attribute__((always_inline)) four_floats roots_of_four_floats(four_floats x) {
  return __builtin_elementwise_sqrt(x);
}
static inline __attribute__((always_inline)) eight_floats roots_of_eight_floats(eight_floats x) {
  return __builtin_elementwise_sqrt(x);
}
static inline __attribute__((always_inline)) four_doubles roots_of_four_doubles(four_doubles x) {
  return __builtin_elementwise_sqrt(x);
}
static inline __attribute__((always_inline)) eight_doubles roots_of_eight_doubles(eight_doubles x) {
  return __builtin_elementwise_sqrt(x);
}
