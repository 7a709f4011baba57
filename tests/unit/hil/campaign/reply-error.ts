/** What the client of Redis throws where Redis refuses a command. */
export function replyError(message: string, command: string | null = 'eval'): Error {
  const named = command === null ? {} : { command: { name: command, args: ['secret'] } };
  return Object.assign(new Error(message), { name: 'ReplyError', ...named });
}
