"""What recordings are decoded: their containers and codecs. Nothing else of the decoders' many is ever reached."""

from . import sniff

BARE_SPEEX = sniff.UNKNOWN
"""WeChat's Speex has no mark of its own."""

DEMUXERS = {
    "audio/amr": "amr",
    "audio/amr-wb": "amr",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "video/3gpp": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
}

DECODERS = frozenset(
    (
        *("amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "speex"),
        *("opus", "libopus", "vorbis", "aac", "mp3", "mp3float", "flac", "alac"),
        *("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw"),
    )
)
