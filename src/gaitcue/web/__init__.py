"""The app in the browser: pages, actions and who may ask for them. A handler checks who asks, calls one function of
``work.clinic``, and renders what it gives back.
"""
