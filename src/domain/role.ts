const form = /^[a-z0-9:._-]{1,64}$/;

export type RoleProblem = { readonly problem: string };

/** The name of a role as it is, or in words what is wrong with it. Only `admin` means something here; services read the others. */
export function toRole(text: string): string | RoleProblem {
  return form.test(text)
    ? text
    : { problem: 'A role has 1 to 64 characters: lower-case letters, digits, and : . _ -' };
}
