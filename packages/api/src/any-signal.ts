export { anySignal } from '@fairlead/core/any-signal'
