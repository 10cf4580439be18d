/** Sizes and limits of the log format; docs/format.md, sections 3 to 6. */

export const SEGMENT_HEADER_BYTES = 192;
export const HEAD_SLOT_BYTES = 512;
/** Both slots. */
export const HEAD_FILE_BYTES = 2 * HEAD_SLOT_BYTES;

/** Fields in front of a frame's meta. */
export const FRAME_FIELDS_BYTES = 36;
export const MAC_BYTES = 32;
export const CRC_BYTES = 4;
/** What a frame chains to: the MAC and the CRC that end the frame before it. */
export const TRAILER_BYTES = MAC_BYTES + CRC_BYTES;
/** What a frame takes besides meta and payload. */
export const FRAME_OVERHEAD_BYTES = FRAME_FIELDS_BYTES + TRAILER_BYTES;

export const META_BYTES_MIN = 2;
export const META_BYTES_MAX = 16_384;
export const PAYLOAD_BYTES_MAX = 16_777_216;
export const FRAME_BYTES_MIN = FRAME_OVERHEAD_BYTES + META_BYTES_MIN;
export const FRAME_BYTES_MAX = FRAME_OVERHEAD_BYTES + META_BYTES_MAX + PAYLOAD_BYTES_MAX;
export const APPEND_FRAMES_MAX = 4096;

export const LOG_ID_BYTES = 16;
export const KEY_CHECK_BYTES = 8;
export const KID_MAX = 65_535;
/** Bytes of one sector of a disk: what a power loss leaves whole or not at all. */
export const SECTOR_BYTES = 512;
