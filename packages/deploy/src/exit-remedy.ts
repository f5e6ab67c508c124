/** What to do about a container that ended by itself. */
export function exitRemedy({
  wasOutOfMemory,
  exitCode,
}: {
  wasOutOfMemory: boolean
  exitCode: number
}): string {
  if (wasOutOfMemory) return "Raise the service's memory and deploy again."
  if (exitCode === 0) {
    return 'The application ended by itself: make it stay in the foreground, and check entrypoint and arguments.'
  }
  if (exitCode === 126 || exitCode === 127)
    return 'The command cannot be run: check entrypoint and arguments.'
  return 'Repair what the log lines name (often a missing variable) and deploy again.'
}
