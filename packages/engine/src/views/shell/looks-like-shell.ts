import { commandsWithEquivalents } from './equivalents.ts'
import { wrapperNames } from './wrappers.ts'

/** Signs of a shell's own writing: without any, words stand as the shell would read them. */
const sign = /["\\$`{|;&<>(=]/
const followed = '(?:ba|z|k|da|a|fi)?sh eval source \\. ssh watch su script runuser trap alias docker podman kubectl'
const reserved = 'if then else elif while until do for case select time function coproc ! [^\\s/]*/[^\\s]+'
const names = [...wrapperNames, ...commandsWithEquivalents, ...followed.split(' '), ...reserved.split(' ')].join('|')
const knownCommand = new RegExp(`(?:^|\\n)[ \\t]*(?:${names})\\s`)

/** Whether a shell may read a value otherwise than it stands. */
export function needsShell(value: string): boolean {
  // A quote that is not closed is an apostrophe.
  return sign.test(value) || hasClosedQuotes(value) || knownCommand.test(value)
}

function hasClosedQuotes(value: string): boolean {
  let count = 0
  for (let at = value.indexOf("'"); at >= 0; at = value.indexOf("'", at + 1)) count++
  return count > 0 && count % 2 === 0
}

const expansion =
  /\$[({'"@*\w]|`|<<|&&|\|\s*[\w"'$/.]|;\s*[\w"'$/.]|\w(?:''|""|\\)\w|["']\w+["']\w|\w["']\w+["']|\{[^\s{}]*,/

/** Whether a value is likely to be a script at all, so that it matters whether it was read to the end. */
export function looksLikeShell(value: string): boolean {
  return expansion.test(value) || knownCommand.test(value)
}
