import { expect, test } from 'vitest'
import { COMMANDS, GROUPS } from './catalog.ts'
import { allOptions, optionName } from './common-options.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { TOPICS } from './help-topics.ts'
import { run } from './testing/recorded-io.ts'

test('no command at all shows the help on standard error and is a usage error', async () => {
  const { code, out, err } = await run([])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('Usage: fairlead')
})

test.each(GROUPS.map(({ name }) => name))('%s alone shows its commands', async (name) => {
  const { code, err } = await run([name])
  expect(code).toBe(2)
  for (const command of COMMANDS.filter((each) => each.name.startsWith(`${name} `))) {
    expect(err).toContain(command.name.split(' ')[1])
  }
})

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s --help names every option, argument and example',
  async (name, command) => {
    const { code, out } = await run([...name.split(' '), '--help'])
    expect(code).toBe(0)
    for (const option of Object.keys(allOptions(command))) expect(out).toContain(optionName(option))
    for (const example of command.examples ?? []) expect(out).toContain(example)
  },
)

test('help of a command by "help COMMAND" and by "--help" is the same', async () => {
  expect((await run(['help', 'doctor'])).out).toBe((await run(['doctor', '--help'])).out)
})

test.each(Object.entries(TOPICS))(
  'help %s is a page that fits a narrow terminal',
  async (topic, { title }) => {
    const { code, out } = await run(['help', topic], { columns: 60 })
    expect(code).toBe(0)
    expect(out).toContain(title)
    const widest = Math.max(
      ...out
        .split('\n')
        .filter((line) => line.includes(' '))
        .map((line) => line.trim().length),
    )
    expect(widest).toBeLessThan(100)
  },
)

test('help exit-codes lists every code', async () => {
  const { out } = await run(['help', 'exit-codes'])
  for (const { code } of EXIT_CODES) expect(out).toMatch(new RegExp(`^  ${code}\\b`, 'm'))
})

test.each([
  [['docto', 'acme'], /Unknown command 'docto'\.\nDid you mean doctor\?/],
  [['doctor'], /There is no image to look at/],
  [['doctor', 'a', 'b'], /Too many arguments/],
  [['doctor', 'acme', '--platfrm', 'x'], /Did you mean --platform\?/],
  [['doctor', 'acme', '--platform', 'x'], /"x" is not a platform\.\nWrite it as linux\/amd64/],
  [['doctor', 'acme', '--timeout', 'soon'], /--timeout: "soon" is not a time\.\nWrite it as 90s/],
  [['twin', '--port', '70000'], /--port: "70000" is not a whole number from 0 to 65535/],
  [['twin', '--mode', 'closed'], /Allowed choices are ghcr, open/],
  [['help', 'nothing'], /There is no topic or command "nothing"/],
])('%j is a usage error of one clear line and its remedy', async (argv, expected) => {
  const { code, out, err } = await run(argv)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(expected)
  expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
})

const TOKEN = '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'

test.each([
  [['login', 'http://127.0.0.1:1', '--token', TOKEN]],
  [['login', 'http://127.0.0.1:1', `--token=${TOKEN}`]],
  [['registry', 'add', 'x', '--password', TOKEN]],
  [['doctor', 'acme', '--pat=abc']],
  [['doctor', TOKEN]],
  [['doctor', 'acme', '--platfrm', TOKEN]],
  [['container', 'deploy', 'web', '--token', 'flt_0123456789abcdef']],
])('a token on the command line is refused, with how to give it, and not repeated: %#', async (argv) => {
  const { code, out, err } = await run(argv)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/A token is not taken on the command line/)
  expect(err).toMatch(/FAIRLEAD_(?:REGISTRY_)?TOKEN/)
  expect(err).not.toMatch(/ghp_|abc|0123456789/)
})

test('with --output json a failure is one JSON document on standard output', async () => {
  const { code, out } = await run(['doctor', 'acme', '--platform', 'x', '--output', 'json'])
  expect(code).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage', exit_code: 2 } })
})

test('--version prints the version and nothing else', async () => {
  expect(await run(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  })
})
