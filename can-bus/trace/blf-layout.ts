// The Binary Logging Format of Vector, as python-can reads and writes it. Everything is little-endian.

/** `LOGG` at the start of a file. */
export const FILE_SIGNATURE = 0x4747_4f4c;
/** Space that writers give the file's head. Its own length is in it. */
export const FILE_HEAD_BYTES = 144;
/** The part of it that has a meaning. */
export const LEAST_FILE_HEAD_BYTES = 72;
export const FILE_HEAD_SIZE_AT = 4;
export const FILE_VERSION_AT = 12;
export const FILE_SIZE_AT = 16;
export const UNCOMPRESSED_SIZE_AT = 24;
export const OBJECT_COUNT_AT = 32;
/** SYSTEMTIME: year, month, weekday, day, hour, minute, second, millisecond, 16 bits each; local time. */
export const START_TIME_AT = 40;

/** `LOBJ` at the start of an object: then the length of its head, of the version, its own length, and its type. */
export const OBJECT_SIGNATURE = 0x4a42_4f4c;
export const OBJECT_BASE_BYTES = 16;
/** With flags and time stamp. */
export const OBJECT_HEAD_BYTES = 32;
export const HEAD_SIZE_AT = 4;
export const HEAD_VERSION_AT = 6;
export const SIZE_AT = 8;
export const TYPE_AT = 12;
export const TIME_FLAGS_AT = 16;
export const TIME_AT = 24;
/** Time stamps count 10 µs; otherwise 1 ns. */
export const TIME_TEN_MICROS = 1;
export const TIME_NANOS = 2;

/** Types of objects. A container has a base head only: compression method, 6 unused bytes, its length unpacked. */
export const LOG_CONTAINER = 10;
export const CONTAINER_HEAD_BYTES: number = OBJECT_BASE_BYTES + 16;
export const CONTAINER_METHOD_AT = 16;
export const CONTAINER_UNPACKED_AT = 24;
export const METHOD_NONE = 0;
export const METHOD_DEFLATE = 2;

export const CAN_MESSAGE = 1;
export const CAN_MESSAGE2 = 86;
export const CAN_FD_MESSAGE = 100;
export const CAN_FD_MESSAGE_64 = 101;
export const APP_TEXT = 65;

/** In the id of a frame. */
export const ID_EXTENDED = 0x8000_0000;
export const ID_BITS = 0x1fff_ffff;
/** In the flags of a CAN or CAN FD message. */
export const FLAG_SENT = 0x01;
export const FLAG_REMOTE = 0x80;
/** In the flags of CAN FD of type 100. */
export const FD_FORMAT = 0x01;
export const FD_BIT_RATE_SWITCH = 0x02;
export const FD_ERROR_STATE = 0x04;

/** Lengths of the bodies that we write, after the head. */
export const CAN_MESSAGE_BYTES = 16;
export const CAN_FD_MESSAGE_BYTES = 84;
/** Before its text. */
export const APP_TEXT_BYTES = 16;

/** Most unpacked bytes in a container of programs: 128 KiB. */
export const CONTAINER_BYTES = 131_072;
