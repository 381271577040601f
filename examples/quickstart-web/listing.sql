-- The campaigns that a `Listing` has, as one JSON array: one condition, whoever asks and however many accounts there are.
-- ?1 are the accounts of which all rows are listed, and ?2 those of which only the rows of ?3 are, as JSON arrays.
-- NULL equals nothing, so that a campaign without an owner is nobody's own.
SELECT json_group_array(
    json_object(
        'id', id, 'account', account, 'owner', owner, 'text', text, 'launched', json(iif(launched, 'true', 'false'))
    )
    ORDER BY id
)
FROM campaign
WHERE (
    account IN (SELECT value FROM json_each(?1))
    OR account IN (SELECT value FROM json_each(?2)) AND owner = ?3
)
