import { ApiError } from '@fairlead/api/client'
import { notifications } from '@mantine/notifications'

const CLOSE = { closeButtonProps: { 'aria-label': 'Dismiss' } } as const

/** A toast for what was done. */
export const told = (message: string): void => {
  notifications.show({ message, color: 'green', ...CLOSE })
}

/** A toast for what failed where there is no better place for it. */
export const toldFailure = (title: string, error: unknown): void => {
  notifications.show({ title, message: problemOf(error), color: 'red', autoClose: false, ...CLOSE })
}

/** What failed, in one sentence. */
export const problemOf = (error: unknown): string =>
  error instanceof ApiError ? error.detail : error instanceof Error ? error.message : String(error)
