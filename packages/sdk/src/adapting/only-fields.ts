/** Those fields of an object that are there, and none else: what is left out may quote what rules took out of the rest. */
export function onlyFields<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  ...names: readonly Name[]
): Pick<Whole, Name> {
  return Object.fromEntries(names.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]]))) as Pick<
    Whole,
    Name
  >
}
