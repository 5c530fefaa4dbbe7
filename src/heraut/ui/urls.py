from django.urls import path

from heraut.ui import living

urlpatterns = [path("", living.page, name="ui")]
