"""The audit: are definitions, frameworks, releases and figures true to each other and to date?"""

from __future__ import annotations

import datetime

from indicators import contract
from indicators.catalogue import Catalogue
from indicators.check import Case, judge
from indicators.errors import Fault, quoted
from indicators.store import Store


def audit(store: Store, catalogue: Catalogue, today: datetime.date) -> list[Fault]:
    """Everything that is wrong with what is held (errors) or overdue (warnings).

    Reading the catalogue and the origins already raises for faults in their files.
    """
    rows = store.observations(all_releases=True)
    origins = store.origins()
    found = contract.faults(rows)
    for name in sorted(set(rows["origin_id"]) - set(origins)):
        found.append(Fault(f"origin {quoted(name)}", "figures without an origin", "its TOML file"))
    released = rows["origin_id"].map({o.id: str(o.published_on) for o in origins.values()})
    for name in sorted(
        rows.loc[released != rows["published_on"].astype("str"), "origin_id"].unique()
    ):
        if name in origins:
            words = f"released on {origins[name].published_on}, as the origin says"
            found.append(Fault(f"figures of {name}", "another release day", words))
    latest = store.observations()
    findings = judge(Case(latest, contract.empty(), catalogue))
    found += [finding.fault for finding in findings if finding.is_error]
    for definition in catalogue.values():
        if definition.next_review < today:
            found.append(
                Fault(
                    f"definition {definition.id}",
                    f"a review due on {definition.next_review}",
                    "a review day that is still to come",
                    "Read it again, and set reviewed_on and next_review.",
                    "warning",
                )
            )
    return found
