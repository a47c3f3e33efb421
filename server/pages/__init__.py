"""The pages that people look at: one blueprint a family, HTML that works without JavaScript.

``instance.render(iri)`` makes the page of a claim, source, review, agent or topic; what is shown comes from
``server.views``, how it is shown from ``server/templates``, which a newsroom replaces one by one by its own.
"""
