// What the processor can and Swift has no words for.

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
