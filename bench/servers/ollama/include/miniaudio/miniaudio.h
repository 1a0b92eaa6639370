/* Stands where Ollama's sources expect the miniaudio library, which a Go module leaves out
   because it lies in a folder named vendor. No model here hears anything: all sound is refused. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef uint64_t ma_uint64;
typedef enum { MA_SUCCESS = 0, MA_ERROR = -1 } ma_result;
typedef enum { ma_format_f32 } ma_format;
typedef struct { ma_format format; uint32_t channels, rate; } ma_decoder_config;
typedef struct { int refused; } ma_decoder;

static inline ma_decoder_config ma_decoder_config_init(ma_format format, uint32_t channels, uint32_t rate) {
  ma_decoder_config config = {format, channels, rate};
  return config;
}
static inline ma_result ma_decoder_init_memory(const void *, size_t, const ma_decoder_config *, ma_decoder *) { return MA_ERROR; }
static inline ma_result ma_decoder_get_length_in_pcm_frames(ma_decoder *, ma_uint64 *) { return MA_ERROR; }
static inline ma_result ma_decoder_read_pcm_frames(ma_decoder *, void *, ma_uint64, ma_uint64 *) { return MA_ERROR; }
static inline ma_result ma_decoder_uninit(ma_decoder *) { return MA_SUCCESS; }
