/** Changing a plan that is being made. Pure; a plan never loses its last step. */
import { limits, type Plan, type Step } from './plan.ts';

export function withStep(plan: Plan, index: number, step: Step): Plan {
  return { ...plan, steps: plan.steps.map((one, at) => (at === index ? step : one)) };
}

/** Puts a step after the one at `index`; -1 puts it first. A plan that is full stays as it is. */
export function inserted(plan: Plan, index: number, step: Step): Plan {
  if (plan.steps.length >= limits.steps) return plan;
  return { ...plan, steps: plan.steps.toSpliced(index + 1, 0, step) };
}

export function removed(plan: Plan, index: number): Plan {
  return plan.steps.length === 1 ? plan : { ...plan, steps: plan.steps.toSpliced(index, 1) };
}

/** Moves the step at `index` by one place, -1 up or 1 down, if there is one. */
export function moved(plan: Plan, index: number, by: -1 | 1): Plan {
  const step = plan.steps[index];
  const to = index + by;
  if (!step || to < 0 || to >= plan.steps.length) return plan;
  return { ...plan, steps: plan.steps.toSpliced(index, 1).toSpliced(to, 0, step) };
}
