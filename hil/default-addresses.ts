/** What a car and a dealer server listen on, and where tools look for them, unless a flag says otherwise. */
export const DEFAULT_HTTP = '127.0.0.1:8080';
export const DEFAULT_BUS = 'slcan-tcp:127.0.0.1:3333';
export const DEFAULT_SOCKETCAND_BUS = 'socketcand:127.0.0.1:29536';
