from backstamp.mail.references import header_table


def test_no_field_has_two_meanings():
    tables = [header_table.MAILBOXES, header_table.FLAGS, header_table.LISTS, header_table.ADDRESSES]
    names = [name for table in tables for name in table] + sorted(header_table.SIGNATURES)
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
    assert set(header_table.OF_PARTS) <= set(header_table.ADDRESSES)
