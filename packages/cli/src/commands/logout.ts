import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { removeLogin } from '../login/saved-login.ts'

export const logout = defineCommand({
  name: 'logout',
  summary: 'Forget the saved login',
  details: ['The token stays valid on the server: revoke it there if it should not be.'],
  arguments: {},
  options: {},
  json: '{"loggedOut": true | false}',
  async run(_input, context) {
    const loggedOut = await removeLogin(context.io.env)
    context.result({ loggedOut }, () => (loggedOut ? 'Logged out.\n' : 'Nobody was logged in.\n'))
    return EXIT.ok
  },
})
