// What the five programs have in common, none of it part of their frameworks: where they are told what, how they say that
// they listen, and the journal in which each notes its work, so that a reader sees what was begun, ended and repeated.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { DATA, FOLDER, WORK_MS } = process.env

export const port = Number(process.env.PORT)

/** For what this program keeps. */
export const folder = FOLDER

export const data = name => readFileSync(`${DATA}/${name}`, 'utf8')

/** The rows of a file of comma-separated values, by the names in its first line. */
export function table(name) {
  const [head, ...rows] = data(name).trim().split('\n').map(line => line.split(',').map(cell => cell.trim()))
  return rows.map(row => Object.fromEntries(head.map((column, i) => [column, row[i]])))
}

/** Tells who started this program; a child whose parent dies, even by kill -9, sees its input end and never stays behind. */
export function ready() {
  console.log('ready')
  process.stdin.resume().on('end', () => process.exit(0))
}

const isHeld = () => existsSync(FOLDER + '/hold')

// While work is held up, a file tells which servers have been asked for something.
subscribe('http.server.request.start', () => isHeld() && appendFileSync(FOLDER + '/asked', process.pid + '\n'))

const note = line => appendFileSync(FOLDER + '/journal.jsonl', JSON.stringify({ ...line, at: new Date().toISOString() }) + '\n')

/**
 * Does a piece of work, and takes its time for it, as an agent with a model would: at least for as long as somebody keeps a
 * file named hold, as who wants to kill a server in the middle of it.
 * @param key the same whenever the same work is asked for again
 */
export async function work(agent, key, doIt, signal) {
  note({ agent, key, what: 'begun' })
  do await pause(Number(WORK_MS ?? 0), undefined, { signal })
  while (isHeld())
  const done = await doIt()
  note({ agent, key, what: 'ended' })
  return done
}
