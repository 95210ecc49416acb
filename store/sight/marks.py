"""What waits for somebody in the cases before them: alerts, dangers, and cases that came with a post."""

from __future__ import annotations

# All that was raised of one round of a clock is one alert: called by what was raised first, as far as the last of it.
_LAST = (
    "(SELECT later.alert FROM alerts AS later WHERE later.organisation_id = alerts.organisation_id "
    "AND later.case_id = alerts.case_id AND later.instance = alerts.instance AND later.deadline = alerts.deadline "
    "AND later.round = alerts.round AND later.status = 'raised' ORDER BY later.number DESC LIMIT 1) AS climbed"
)
_IS_FIRST = (
    "NOT EXISTS (SELECT 1 FROM alerts AS earlier WHERE earlier.organisation_id = alerts.organisation_id "
    "AND earlier.case_id = alerts.case_id AND earlier.instance = alerts.instance "
    "AND earlier.deadline = alerts.deadline AND earlier.round = alerts.round AND earlier.status = 'raised' "
    "AND earlier.number < alerts.number)"
)
_RUNS = (
    "EXISTS (SELECT 1 FROM deadlines WHERE deadlines.organisation_id = alerts.organisation_id "
    "AND deadlines.case_id = alerts.case_id AND deadlines.instance = alerts.instance "
    "AND deadlines.name = alerts.deadline AND deadlines.round = alerts.round AND deadlines.state = 'open')"
)
ALERTS = (
    f"SELECT alerts.*, {_LAST}, case_sights.reference FROM alerts JOIN case_sights "
    "ON case_sights.organisation_id = alerts.organisation_id AND case_sights.case_id = alerts.case_id "
    "WHERE alerts.organisation_id = ? AND alerts.status = 'raised' AND case_sights.person_id = ? "
    "AND replace(case_sights.works, '<' || alerts.instance || '>', '') <> case_sights.works "
    "AND replace(case_sights.unseen, '<' || alerts.instance || ' ' || alerts.deadline || '>', '') = case_sights.unseen "
    f"AND {_RUNS} AND {_IS_FIRST} "
    "AND {} AND {} ORDER BY {}, alerts.case_id, alerts.number LIMIT ?"
)
RAISED = "alerts.raised_at"
# A danger counts as unread where the last look lies before it began, or before the last message about the case.
DANGERS = (
    "SELECT seen.case_id FROM (SELECT case_sights.*, coalesce((SELECT max(access_log.at) FROM access_log "
    "WHERE access_log.organisation_id = case_sights.organisation_id "
    "AND access_log.case_reference = case_sights.reference "
    "AND access_log.person_id = case_sights.person_id AND access_log.what = 'read'), '') AS looked_at "
    "FROM case_sights {by_danger} WHERE case_sights.organisation_id = ? AND case_sights.person_id = ? "
    "AND case_sights.danger_at <> '' AND {{}}) AS seen "
    "WHERE seen.looked_at < seen.danger_at OR EXISTS (SELECT 1 FROM outbox "
    "WHERE outbox.organisation_id = seen.organisation_id AND outbox.recipient = seen.person_id "
    "AND outbox.dedupe > seen.case_id || ' ' AND outbox.dedupe < seen.case_id || '!' "
    "AND outbox.kind = 'told' AND outbox.created_at > seen.looked_at) "
    "ORDER BY seen.reference"
)
GIVEN = (
    "SELECT case_sights.reference FROM outbox {by_given} JOIN case_sights "
    "ON case_sights.organisation_id = outbox.organisation_id AND case_sights.case_id = outbox.case_id "
    "AND case_sights.person_id = outbox.recipient "
    "WHERE outbox.organisation_id = ? AND outbox.recipient = ? AND outbox.kind = 'given' AND {{}} "
    "AND NOT EXISTS (SELECT 1 FROM access_log WHERE access_log.organisation_id = outbox.organisation_id "
    "AND access_log.case_reference = outbox.reference AND access_log.person_id = outbox.recipient "
    "AND access_log.what = 'read' AND access_log.at >= outbox.created_at) ORDER BY case_sights.reference LIMIT ?"
)
# Of the newest open cases alone: what those who must act do not open in them is told to others on their own lists.
NEWEST = 100
UNOPENED = (
    "SELECT near.case_id FROM (SELECT organisation_id, case_id, person_id, reference FROM case_sights {by_reference} "
    "WHERE organisation_id = ? AND person_id = ? AND kind = 'case' AND ended = 0 AND {{}} "
    f"ORDER BY reference DESC LIMIT {NEWEST}) AS near "
    "WHERE EXISTS (SELECT 1 FROM outbox WHERE outbox.organisation_id = near.organisation_id "
    "AND outbox.case_id = near.case_id AND outbox.kind = 'told') "
    "AND EXISTS (SELECT 1 FROM case_sights AS mine WHERE mine.organisation_id = near.organisation_id "
    "AND mine.case_id = near.case_id AND mine.person_id = near.person_id AND mine.works <> '' AND mine.danger_at = '') "
    "AND EXISTS (SELECT 1 FROM case_sights AS led WHERE led.organisation_id = near.organisation_id "
    "AND led.case_id = near.case_id AND led.danger_at <> '' AND NOT EXISTS (SELECT 1 FROM case_sights AS also "
    "JOIN access_log ON access_log.organisation_id = also.organisation_id "
    "AND access_log.case_reference = also.reference AND access_log.person_id = also.person_id "
    "AND access_log.what = 'read' AND access_log.at >= led.danger_at "
    "WHERE also.organisation_id = led.organisation_id AND also.case_id = led.case_id AND also.danger_at <> '' "
    "AND also.works = led.works)) ORDER BY near.reference DESC LIMIT ?"
)
