/** Minutes and seconds: `20:57`. @param seconds whole, not negative */
export function minutesText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
