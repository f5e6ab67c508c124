import type { Command } from './command.ts'
import { doctor } from './commands/doctor.ts'
import { help } from './commands/help.ts'
import { logout } from './commands/logout.ts'
import { twin } from './commands/twin.ts'

/** Words that group commands: `fairlead registry …`. */
export const GROUPS: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'registry', summary: "Connect the organization's container registries and prove that they work" },
  { name: 'container', summary: 'Deploy containers from images of the connected registries' },
]

/** Every command, in the order in which help and docs/cli.md list them. */
export const COMMANDS: readonly Command[] = [doctor, logout, twin, help]

/** The command that a command line begins with. */
export const findCommand = (argv: readonly string[]): Command | undefined =>
  COMMANDS.find(({ name }) => name.split(' ').every((word, index) => argv[index] === word))
