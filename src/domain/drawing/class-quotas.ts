/**
 * How many objects of each class a draw of `size` takes on average: each object's chance is proportional to its weight, but
 * at most 1; what a class cannot give goes to the others. Adds up to `size`, or to all objects that have a weight where
 * these are fewer.
 */
export function classQuotas(classes: readonly { objects: number; weight: number }[], size: number): number[] {
  const quotas = classes.map(() => 0);
  let open = classes.map((_, at) => at).filter((at) => (classes[at]?.weight ?? 0) > 0);
  let left = size;
  for (;;) {
    const mass = open.reduce((sum, at) => sum + massOf(classes[at]), 0);
    if (mass === 0 || left <= 0) return quotas;
    const factor = left / mass;
    const full = open.filter((at) => factor * (classes[at]?.weight ?? 0) >= 1);
    if (full.length === 0) {
      for (const at of open) quotas[at] = factor * massOf(classes[at]);
      return quotas;
    }
    for (const at of full) {
      quotas[at] = classes[at]?.objects ?? 0;
      left -= quotas[at] ?? 0;
    }
    open = open.filter((at) => !full.includes(at));
  }
}

const massOf = (of: { objects: number; weight: number } | undefined): number => (of ? of.objects * of.weight : 0);
