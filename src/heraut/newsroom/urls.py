from django.urls import path

from heraut.newsroom.views import adapt, fact, item, picture, pool, version

urlpatterns = [
    path("", pool.pool, name="newsroom_pool"),
    path("items/new", item.new, name="newsroom_new"),
    path("items/<uuid:item_id>/", item.show, name="newsroom_item"),
    path("items/<uuid:item_id>/details", item.details, name="newsroom_details"),
    path("items/<uuid:item_id>/offer", item.offer, name="newsroom_offer"),
    path("items/<uuid:item_id>/withdraw", item.withdraw, name="newsroom_withdraw"),
    path("items/<uuid:item_id>/translate", version.begin, name="newsroom_translate"),
    path("items/<uuid:item_id>/text/<str:language>", version.edit, name="newsroom_version"),
    path("items/<uuid:item_id>/facts", fact.facts, name="newsroom_facts"),
    path("items/<uuid:item_id>/facts/<uuid:fact_id>", fact.attach, name="newsroom_attach"),
    path("items/<uuid:item_id>/facts/<uuid:fact_id>/off", fact.detach, name="newsroom_detach"),
    path("items/<uuid:item_id>/pictures", picture.add, name="newsroom_picture_add"),
    path("items/<uuid:item_id>/adapt", adapt.start, name="newsroom_adapt_start"),
    path("pictures/<uuid:picture_id>/describe", picture.describe, name="newsroom_describe"),
    path("pictures/<uuid:picture_id>/remove", picture.remove, name="newsroom_picture_remove"),
    path("pictures/<slug:sha256>/<str:size>", picture.file, name="newsroom_picture"),
    path("texts/", adapt.making, name="newsroom_making"),
    path("texts/new", adapt.write, name="newsroom_write"),
    path("texts/<uuid:adaptation_id>/", adapt.show, name="newsroom_adapt"),
    path("texts/<uuid:adaptation_id>/save", adapt.save, name="newsroom_adapt_save"),
    path("texts/<uuid:adaptation_id>/check", adapt.check, name="newsroom_adapt_check"),
    path("texts/<uuid:adaptation_id>/thread", adapt.thread, name="newsroom_adapt_thread"),
    path("texts/<uuid:adaptation_id>/picture", adapt.picture, name="newsroom_adapt_picture"),
]
