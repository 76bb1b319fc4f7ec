/**
 * Makes the address of a task in Label Studio's data manager. Who is not signed in is asked to, and lands at the task
 * (measured on 1.23.2).
 * @param publicUrl Label Studio as browsers reach it, with or without a path
 */
export const taskLink =
  (publicUrl: string) =>
  (project: number, task: number): string =>
    `${publicUrl.replace(/\/+$/, '')}/projects/${project}/data?task=${task}`;
