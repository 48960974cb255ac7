"""Keeping: one DuckDB file that is a function of the landing folders and the declared corrections.

A build is this sequence, each call safe to repeat and to kill::

    from warehouse.gate import check_documents
    from warehouse.load import load_landing, read_uncoded
    from warehouse.build import build_tables
    from warehouse.checks import check_tables
    from warehouse.snapshot import publish_snapshot

    check_documents(landing, instant, write_folder)    # of extractors.landing; judges collect folders, writes landing/_gate/<run>/
    load_landing(warehouse, landing)                   # only judged folders enter; returns counts
    for folder, documents in read_uncoded(warehouse, landing, codebook_version):
        ...                                            # the caller codes and writes landing/_coding/<run>/, covers=[folder]
    load_landing(warehouse, landing)
    build_tables(warehouse, merger=Merger(),           # of transforms.merge
                 ref_rows={"event_type": [...], ...}, actor_rows=[...], code_version="0.1.0",
                 codebook_version="0.1.0", corrections=[...])
    check_tables(warehouse)                            # events gate; raises GateError, then nothing is published
    publish_snapshot(warehouse, snapshots)             # -> {"version", "path", "is_new"}

Readers, none of which prints or opens the warehouse file::

    from warehouse.query import query                  # (snapshot, sql) -> pyarrow.Table, locked down
    from warehouse.explain import explain_event        # (snapshot, event_id, landing) -> dict
    from warehouse.summary import summarise            # (snapshot) -> dict
    from warehouse.status import status_from_manifests # (landing, instant, ...) -> dict

Every failure a user can meet is a :class:`warehouse.errors.WarehouseError` with a one-line message.
"""
