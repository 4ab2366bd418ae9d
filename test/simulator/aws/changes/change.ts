import { Props } from "../../../../simulator/cloud/values";
import { Step } from "../refused/case";
import { ChangeCase } from "./case";

/** The case that `step`, made after `around`, gets `more` inputs. */
export function change(
    title: string,
    around: readonly Step[],
    step: Step,
    more: Props,
    expect: ChangeCase["expect"],
    changed?: readonly string[],
): ChangeCase {
    return {
        title,
        type: step.type,
        around,
        before: step.inputs,
        after: { ...step.inputs, ...more },
        expect,
        ...(changed === undefined ? {} : { changed }),
    };
}
