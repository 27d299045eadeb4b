/**
 * Ends this process when the one that started it is gone, however it went: nobody waits for what it does. Without that
 * it may end by itself: the channel does not keep it alive.
 */
export function endWithParent(): void {
  // Gone while this process was loading.
  if (!process.connected) process.exit(0);
  process.once('disconnect', () => process.exit(0));
  process.channel?.unref();
}
