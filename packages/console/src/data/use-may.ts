import { useQuery } from '@tanstack/react-query'
import { meQuery } from './organizations.ts'

/** Why the person who is signed in may not do something; undefined when they may. */
export function useMayNot(permission: string): string | undefined {
  const { data: me } = useQuery(meQuery())
  if (!me || me.permissions.includes(permission)) return undefined
  return `The token "${me.name}" has the role ${me.role}, which may not do this. Ask an administrator.`
}
